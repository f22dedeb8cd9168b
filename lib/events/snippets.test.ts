import { expect, test } from "vitest";
import { snippetOf, snippetOrder } from "./snippets";

const token = "0123456789abcdef0123456789abcdef";

test("[E1] every snippet has the project's token and leads to this host and to no other", () => {
  for (const origin of ["https://atrium.example", "http://localhost:3000"])
    for (const name of snippetOrder) {
      const code = snippetOf(name, { token, origin });
      expect(code, name).toContain(token);
      expect(code, name).toContain(new URL(origin).host);
      expect(code, name).not.toMatch(/api(-\w+)?\.mixpanel\.com/);
    }
});

test("[E1] where there is no TLS the libraries are told so", () => {
  expect(snippetOf("node", { token, origin: "http://localhost:3000" })).toContain('protocol: "http"');
  expect(snippetOf("php", { token, origin: "http://localhost:3000" })).toContain('"use_ssl" => false');
  expect(snippetOf("python", { token, origin: "http://localhost:3000" })).toContain("http://localhost:3000/track");
  expect(snippetOf("python", { token, origin: "https://atrium.example" })).toContain('api_host="atrium.example"');
});
