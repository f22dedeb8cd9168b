"use server";
import { cookies } from "next/headers";
import * as z from "zod/mini";
import { themeCookie } from "@/components/layout/theme";
import { button, publicAction } from "@/lib/auth/actions";
import { cookieOptions } from "@/lib/auth/cookies";

const year = 365 * 24 * 3600;
const schema = z.object({ theme: z.enum(["light", "dark", "system"]) });

export const chooseTheme = button(
  publicAction(schema, async (_actor, { theme }) => {
    (await cookies()).set(themeCookie, theme, cookieOptions(year));
    return {};
  }),
);
