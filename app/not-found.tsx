import { AnswerPage } from "@/components/layout/answer-page";

export default function NotFound() {
  return <AnswerPage answer="missing" />;
}
