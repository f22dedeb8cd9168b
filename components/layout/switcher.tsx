import { Avatar } from "@/components/ui/avatar";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { Menu, MenuGroup, MenuLink } from "@/components/ui/menu";
import type { Place } from "./types";

/** The name of where we are, and the same kind of page elsewhere. With nowhere else to go it is only the name. */
export function Switcher({
  id,
  kind,
  current,
  items,
  more,
}: {
  id: string;
  kind: "organization" | "project";
  current: { id?: string; name: string; href: string };
  items: readonly Place[];
  more?: { label: string; href: string };
}) {
  return (
    <span className="flex min-w-0 items-center">
      <Link
        href={current.href}
        className="min-w-0 truncate rounded-md px-1.5 py-1 font-medium hover:bg-sunken pointer-coarse:py-2.5"
      >
        {current.name}
      </Link>
      {(items.length > 1 || more) && (
        <Menu
          id={id}
          align="start"
          label={`Switch ${kind}`}
          button={<Icon name="switcher" size={14} />}
          className="grid h-8 w-6 shrink-0 place-content-center text-ink-3 pointer-coarse:size-10"
        >
          <MenuGroup title={kind === "project" ? "Projects" : "Organizations"}>
            {items.map((item) => (
              <MenuLink
                key={item.id}
                href={item.href}
                current={item.id === current.id}
                lead={<Avatar id={item.id} name={item.name} size="sm" square />}
                hint={item.id === current.id && <Icon name="check" label="This one" />}
              >
                {item.name}
              </MenuLink>
            ))}
          </MenuGroup>
          {more && (
            <MenuGroup>
              <MenuLink href={more.href}>{more.label}</MenuLink>
            </MenuGroup>
          )}
        </Menu>
      )}
    </span>
  );
}
