import { projectRoute } from "@/lib/auth/handlers";
import { privacyFile } from "@/lib/privacy/api";

/** The archive of a retrieval, for whoever may make requests on the project. */
export const GET = projectRoute("project.privacy.manage", async (actor, _, { params }) =>
  privacyFile(actor, String((await params).requestId)),
);
