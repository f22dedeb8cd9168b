import { AnswerPage } from "@/components/layout/answer-page";

export default function Forbidden() {
  return <AnswerPage answer="forbidden" />;
}
