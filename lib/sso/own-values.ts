import { appUrl } from "@/lib/links";

/** What an admin pastes at the provider. */
export function ownValues(connectionId: string) {
  const at = (page: string) => appUrl(`/api/sso/${connectionId}/${page}`);
  return { entityId: at("metadata"), acsUrl: at("acs"), logoutUrl: at("logout"), redirectUri: at("callback") };
}
