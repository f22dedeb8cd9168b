/** What to do at a directory, in the words of its own console (November 2026). */
export const guides: readonly { title: string; steps: readonly string[] }[] = [
  {
    title: "Okta",
    steps: [
      "Applications → Applications → your app (or Browse App Catalog → SCIM 2.0 Test App (OAuth Bearer Token)) → Provisioning → Integration → Configure API Integration → Enable API integration.",
      "SCIM 2.0 Base Url (or SCIM connector base URL): the Base URL above. OAuth Bearer Token: the token. Unique identifier field for users: userName. Authentication Mode: HTTP Header.",
      "Test API Credentials → Save.",
      "Provisioning → To App → Edit: tick Create Users, Update User Attributes and Deactivate Users → Save.",
      "Assignments: assign people. Push Groups: choose the groups that become teams.",
    ],
  },
  {
    title: "Microsoft Entra ID",
    steps: [
      "Entra ID → Enterprise apps → your app → Provisioning → Get started. Provisioning Mode: Automatic.",
      "Admin Credentials: Tenant URL: the Base URL above. Secret Token: the token → Test Connection → Save.",
      "Mappings → Provision Microsoft Entra ID Users: userName ← userPrincipalName or mail, an address in a verified domain. Leave active, emails and name as they are.",
      "Users and groups: add the people and groups that are kept here.",
      "Provisioning → Start provisioning. The first cycle takes up to 40 minutes.",
    ],
  },
];
