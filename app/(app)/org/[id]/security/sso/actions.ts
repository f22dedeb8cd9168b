"use server";
import { revalidatePath } from "next/cache";
import { button, orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import {
  connectionDomainsSchema,
  connectionSchema,
  groupSchema,
  joiningSchema,
  mappingSchema,
  newConnectionSchema,
  oidcSettingsSchema,
  renameConnectionSchema,
  samlMetadataFileSchema,
  samlMetadataSchema,
  samlOptionsSchema,
  samlSettingsSchema,
  stageSchema,
} from "@/lib/sso/connection-schemas";
import {
  addGroup,
  readSamlMetadata,
  removeGroup,
  setConnectionDomains,
  setJoining,
  setMapping,
  setOidcSettings,
  setSamlOptions,
  setSamlSettings,
} from "@/lib/sso/connection-settings";
import { createConnection, removeConnection, renameConnection } from "@/lib/sso/connections";
import { changeStage } from "@/lib/sso/ladder";

const again = "Saved. Test it again before people sign in through it.";

export const create = orgAction(newConnectionSchema, async (actor, input) => {
  const { connectionId } = await createConnection(actor, input);
  return { goTo: paths.connection(actor.org.id, connectionId), message: "A draft: nobody signs in through it yet." };
});

export const rename = orgAction(renameConnectionSchema, async (actor, input) => {
  await renameConnection(actor, input);
  revalidatePath(paths.connection(actor.org.id, input.connectionId));
  return { message: "Saved." };
});

export const saveOidc = orgAction(oidcSettingsSchema, async (actor, input) => {
  await setOidcSettings(actor, input);
  revalidatePath(paths.connection(actor.org.id, input.connectionId));
  return { message: again };
});

export const saveSaml = orgAction(samlSettingsSchema, async (actor, input) => {
  await setSamlSettings(actor, input);
  revalidatePath(paths.connection(actor.org.id, input.connectionId));
  return { message: again };
});

export const readMetadata = orgAction(samlMetadataSchema, async (actor, input) => {
  await readSamlMetadata(actor, input);
  return { goTo: paths.connection(actor.org.id, input.connectionId), message: again };
});

export const uploadMetadata = orgAction(
  samlMetadataFileSchema,
  async (actor, { connectionId, file }) => {
    await readSamlMetadata(actor, { connectionId, metadata: await file.text() }, "file");
    return { goTo: paths.connection(actor.org.id, connectionId), message: again };
  },
  { file: "file" },
);

export const saveSamlOptions = orgAction(samlOptionsSchema, async (actor, input) => {
  await setSamlOptions(actor, input);
  revalidatePath(paths.connection(actor.org.id, input.connectionId));
  return { message: again };
});

export const saveMapping = orgAction(mappingSchema, async (actor, input) => {
  await setMapping(actor, input);
  revalidatePath(paths.connection(actor.org.id, input.connectionId));
  return { message: again };
});

export const saveJoining = orgAction(joiningSchema, async (actor, input) => {
  await setJoining(actor, input);
  revalidatePath(paths.connection(actor.org.id, input.connectionId));
  return { message: "Saved." };
});

export const saveDomains = orgAction(
  connectionDomainsSchema,
  async (actor, input) => {
    await setConnectionDomains(actor, input);
    revalidatePath(paths.connection(actor.org.id, input.connectionId));
    return { message: "Saved." };
  },
  { lists: ["domainIds"] },
);

export const mapGroup = orgAction(groupSchema, async (actor, input) => {
  await addGroup(actor, input);
  return {
    goTo: paths.connection(actor.org.id, input.connectionId),
    message: "People of the group are in the team from their next sign-in on.",
  };
});

export const unmapGroup = button(
  orgAction(groupSchema, async (actor, input) => {
    await removeGroup(actor, input);
    return { message: "The group stands for the team no more. Whoever is in the team stays." };
  }),
);

export const switchStage = button(
  orgAction(stageSchema, async (actor, input) => {
    const { name } = await changeStage(actor, input);
    const messages = {
      draft: `${name} is a draft: it signs nobody in any more.`,
      optional: `Single sign-on through ${name} is optional now.`,
      required: `Single sign-on through ${name} is required now.`,
    };
    return { goTo: paths.connection(actor.org.id, input.connectionId), message: messages[input.stage] };
  }),
);

export const remove = button(
  orgAction(connectionSchema, async (actor, input) => {
    const { name } = await removeConnection(actor, input);
    return { goTo: paths.sso(actor.org.id), message: `${name} is removed.` };
  }),
);
