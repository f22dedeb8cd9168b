import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { TellTimezone } from "@/components/layout/tell-timezone";
import { asTheme } from "@/components/layout/theme";
import { deviceTimezone, timezoneCookie } from "@/lib/auth/viewer-timezone";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Atrium", template: "%s · Atrium" },
  description: "People, teams, projects and plan of an organization in one place.",
  icons: { icon: "/icon.svg" },
  robots: { index: false, follow: false },
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = asTheme((await cookies()).get("theme")?.value);
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        {children}
        <TellTimezone cookie={timezoneCookie} known={await deviceTimezone()} />
      </body>
    </html>
  );
}
