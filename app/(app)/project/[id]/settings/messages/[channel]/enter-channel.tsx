import { LinkButton } from "@/components/ui/button";
import { type ChannelKind, channelNames, channelSegment } from "@/lib/messages/kinds";
import { paths } from "@/lib/paths";
import { ApnsCertificateForm, ApnsKeyForm } from "./apple-forms";
import type { ChannelFormProps } from "./channel-form";
import { FcmForm, TwilioForm } from "./other-forms";

const forms: Record<ChannelKind, (props: ChannelFormProps) => React.ReactNode> = {
  apns_key: ApnsKeyForm,
  apns_certificate: ApnsCertificateForm,
  fcm: FcmForm,
  twilio: TwilioForm,
};

type Props = { kind: ChannelKind; confirmed: boolean } & Omit<ChannelFormProps, "submit">;

/** The form of a credential. It is shown after a confirmation, so that no chosen file is lost by one. */
export function EnterChannel({ kind, confirmed, ...props }: Props) {
  if (!confirmed) {
    return (
      <div className="grid justify-items-start gap-3">
        <p className="text-ink-2">Whoever enters a credential confirms first that it is them.</p>
        <LinkButton variant="primary" href={paths.confirm(paths.messageChannel(props.projectId, channelSegment(kind)))}>
          Confirm and go on
        </LinkButton>
      </div>
    );
  }
  const ThisForm = forms[kind];
  return <ThisForm {...props} submit={`${props.shown ? "Replace" : "Save"} ${channelNames[kind]}`} />;
}
