"use server";
import { button, publicAction } from "@/lib/auth/actions";
import { browserHash } from "@/lib/auth/cookies";
import { finishWithFactor } from "@/lib/auth/finish-sign-in";
import { halfSignInHere } from "@/lib/auth/half-sign-in";
import { standingOf } from "@/lib/auth/known-browsers";
import { askTextCode } from "@/lib/auth/text-codes";
import { paths } from "@/lib/paths";
import { signInFactorSchema } from "@/lib/two-factor/schemas";
import { nothing } from "@/lib/users/schemas";

export const proveSecondFactor = publicAction(signInFactorSchema, async (actor, { factor, code, trust }) => ({
  goTo: await finishWithFactor(actor, { kind: factor, code }, { trust }),
}));

export const textCode = button(
  publicAction(nothing, async (actor) => {
    const half = await halfSignInHere();
    if (!half) return { goTo: paths.secondFactor };
    const trusted = (await standingOf(half.userId, await browserHash())) === "signed_in";
    await askTextCode(actor, { ...half, trusted });
    return { goTo: `${paths.secondFactor}?by=text`, message: "A code is on its way to your phone." };
  }),
);
