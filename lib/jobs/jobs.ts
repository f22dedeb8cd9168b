/** Payloads of the jobs, by task. `enqueue` takes only these; `lib/jobs/tasks.ts` handles each. */
export type Jobs = {
  send_invitation: { invitationId: string; version: number };
  send_sign_up_link: { signUpId: string };
  send_password_reset: { email: string };
  note_sign_in_failure: { email: string; ip: string | null; agent: string | null };
  send_password_changed: { userId: string };
  send_invitation_accepted: { invitationId: string };
  send_email_code: { userId: string };
  send_browser_link: { email: string };
  ensure_event_partitions: Record<string, never>;
  clean_up: Record<string, never>;
};

export type JobName = keyof Jobs;
