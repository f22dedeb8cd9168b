"use client";
import { Fault } from "@/components/layout/fault";
import "./globals.css";

/** Where even the root layout failed; it brings its own document. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Fault · Atrium</title>
      </head>
      <body>
        <main>
          <Fault error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
