/** The template: its examples are never invited. */
export const templateHeader = ["email", "role", "teams", "projects"] as const;
export const templateExamples = ["first.person@example.com", "second.person@example.com"];

/** Examples with names that the organization really has, where it has some. */
export function templateRows(teams: readonly string[], projects: readonly string[], projectRole: string): string[][] {
  const [first = "", second = ""] = templateExamples;
  const given = projects.slice(0, 2).map((name) => `${name}:${projectRole}`);
  return [
    [first, "Member", teams.slice(0, 2).join(" | "), given[0] ?? ""],
    [second, "Admin", "", given.join(" | ")],
  ];
}
