import { Icon } from "@/components/ui/icon";
import { Menu, MenuGroup, MenuLink } from "@/components/ui/menu";
import type { Place } from "./types";

/** The gear: project settings, by project. */
export function GearMenu({ items, moreHref }: { items: readonly Place[]; moreHref?: string }) {
  return (
    <Menu id="menu-gear" label="Project settings" button={<Icon name="gear" />}>
      <MenuGroup title="Project settings">
        {items.map((item) => (
          <MenuLink key={item.id} href={item.settingsHref ?? item.href}>
            {item.name}
          </MenuLink>
        ))}
        {items.length === 0 && (
          <li className="px-2.5 py-1.5 text-ink-2">You have no project whose settings you may see.</li>
        )}
      </MenuGroup>
      {moreHref && (
        <MenuGroup>
          <MenuLink href={moreHref}>All projects</MenuLink>
        </MenuGroup>
      )}
    </Menu>
  );
}
