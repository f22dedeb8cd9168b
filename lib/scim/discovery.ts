import { groupSchema, listOfResources } from "./resources";
import { userSchema } from "./user-document";

/** What the service says of itself (RFC 7643 §5–7, RFC 7644 §4). */
const enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const mostResults = 200;

export function serviceProviderConfig(base: string) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: mostResults },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "Bearer token",
        description: "A token made under Access & Security, in the Authorization header (RFC 6750).",
        specUri: "https://www.rfc-editor.org/rfc/rfc6750",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
  };
}

type Named = { id: string };

export function resourceTypes(base: string) {
  const type = (id: string, endpoint: string, schema: string, extensions: object[]) => ({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id,
    name: id,
    endpoint,
    description: id === "User" ? "A person the directory keeps in the organization" : "A team the directory keeps",
    schema,
    schemaExtensions: extensions,
    meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/${id}` },
  });
  return [
    type("User", "/Users", userSchema, [{ schema: enterpriseSchema, required: false }]),
    type("Group", "/Groups", groupSchema, []),
  ];
}

type Attribute = {
  name: string;
  type: "string" | "boolean" | "complex" | "reference" | "dateTime";
  required?: boolean;
  caseExact?: boolean;
  mutability?: "readWrite" | "readOnly" | "immutable";
  uniqueness?: "none" | "server";
  multiValued?: boolean;
  description: string;
  subAttributes?: Attribute[];
};

function attribute(given: Attribute): object {
  const { name, type, required = false, caseExact = false, multiValued = false, description, subAttributes } = given;
  return {
    name,
    type,
    multiValued,
    description,
    required,
    ...(type !== "complex" && type !== "boolean" && { caseExact }),
    mutability: given.mutability ?? "readWrite",
    returned: "default",
    ...(type !== "complex" && { uniqueness: given.uniqueness ?? "none" }),
    ...(subAttributes && { subAttributes: subAttributes.map(attribute) }),
  };
}

const text = (name: string, description: string): Attribute => ({ name, type: "string", description });
const list = (name: string, description: string): Attribute => ({
  name,
  type: "complex",
  multiValued: true,
  description,
  subAttributes: [
    text("value", "The value"),
    text("display", "For people to read"),
    text("type", "Such as work or home"),
    { name: "primary", type: "boolean", description: "Whether it is the one to use" },
  ],
});

export function schemas(base: string) {
  const schema = (id: string, name: string, description: string, attributes: Attribute[]) => ({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id,
    name,
    description,
    attributes: attributes.map(attribute),
    meta: { resourceType: "Schema", location: `${base}/Schemas/${id}` },
  });
  return [
    schema(userSchema, "User", "A person", [
      { ...text("userName", "By which the directory knows them"), required: true, uniqueness: "server" },
      { ...text("externalId", "The directory's own id"), caseExact: true },
      {
        name: "name",
        type: "complex",
        description: "The parts of the name",
        subAttributes: ["formatted", "familyName", "givenName", "middleName"].map((part) => text(part, part)),
      },
      text("displayName", "The name as it is shown"),
      text("nickName", "What they are called"),
      text("title", "The position"),
      text("userType", "Such as Employee"),
      text("preferredLanguage", "As in Accept-Language"),
      text("locale", "Such as en-US"),
      text("timezone", "Such as Europe/Berlin"),
      { name: "active", type: "boolean", description: "Whether they are a member of the organization" },
      list("emails", "Addresses; the primary one names the account"),
      list("phoneNumbers", "Kept, and used for nothing"),
      {
        name: "groups",
        type: "complex",
        multiValued: true,
        mutability: "readOnly",
        description: "The groups they are in",
        subAttributes: [text("value", "The id of the group"), text("display", "Its name")],
      },
    ]),
    schema(groupSchema, "Group", "A team", [
      { ...text("displayName", "The name of the team"), required: true, uniqueness: "server" },
      { ...text("externalId", "The directory's own id"), caseExact: true },
      {
        name: "members",
        type: "complex",
        multiValued: true,
        description: "Who is in it",
        subAttributes: [
          { ...text("value", "The id of a user"), mutability: "immutable" },
          { name: "$ref", type: "reference", description: "Where the user is", mutability: "immutable" },
          text("display", "The userName"),
        ],
      },
    ]),
    schema(enterpriseSchema, "EnterpriseUser", "Kept as it comes", [
      text("employeeNumber", "The number"),
      text("costCenter", "The cost center"),
      text("organization", "The organization"),
      text("division", "The division"),
      text("department", "The department"),
    ]),
  ];
}

export function listed(resources: (Named & object)[]) {
  return listOfResources(resources as unknown as Record<string, unknown>[], resources.length, 1);
}
