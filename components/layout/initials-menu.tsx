import { Avatar } from "@/components/ui/avatar";
import { Menu, MenuAction, MenuGroup, MenuLink } from "@/components/ui/menu";
import type { ShellData } from "./types";

/** Top right: my organizations by name, each to its settings; Invite Users; Profile & Preferences; sign out. */
export function InitialsMenu({ user, orgs, newOrgHref, inviteHref, accountHref, signOutHref }: ShellData) {
  return (
    <Menu
      id="menu-initials"
      label={`${user.name}: organizations and profile`}
      button={<Avatar id={user.id} name={user.name} />}
      className="grid size-8 shrink-0 place-content-center rounded-full! pointer-coarse:size-10"
    >
      <div className="px-2.5 pt-1.5 pb-2">
        <p className="truncate font-medium">{user.name}</p>
        <p className="truncate text-xs text-ink-3">{user.email}</p>
      </div>
      <MenuGroup title="Organization settings">
        {orgs.map((org) => (
          <MenuLink
            key={org.id}
            href={org.settingsHref ?? org.href}
            lead={<Avatar id={org.id} name={org.name} size="sm" square />}
          >
            {org.name}
          </MenuLink>
        ))}
        {newOrgHref && <MenuLink href={newOrgHref}>Create Organization</MenuLink>}
      </MenuGroup>
      <MenuGroup>
        {inviteHref && <MenuLink href={inviteHref}>Invite Users</MenuLink>}
        <MenuLink href={accountHref}>Profile & Preferences</MenuLink>
      </MenuGroup>
      <MenuGroup>
        <MenuAction action={signOutHref}>Sign out</MenuAction>
      </MenuGroup>
    </Menu>
  );
}
