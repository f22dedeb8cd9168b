import { AnswerPage } from "@/components/layout/answer-page";

/** No page answers with it: they lead to sign-in. It stands for the framework's own, which every page would carry. */
export default function Unauthorized() {
  return <AnswerPage answer="stranger" />;
}
