import { carryToken } from "@/lib/auth/carried";
import { publicRoute } from "@/lib/auth/handlers";
import { paths } from "@/lib/paths";

export const GET = publicRoute((_request, context) => carryToken(context, "sso-link", paths.ssoLink));
