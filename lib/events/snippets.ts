/**
 * The first lines of code for each library that can send here. They are its own lines, with only the host changed, as
 * its source has the option. Pure.
 */

export const snippetNames = {
  javascript: "JavaScript",
  node: "Node.js",
  python: "Python",
  ruby: "Ruby",
  php: "PHP",
  java: "Java",
  go: "Go",
  swift: "Swift",
  android: "Android",
  curl: "curl",
} as const;

export type SnippetName = keyof typeof snippetNames;
export const snippetOrder = Object.keys(snippetNames) as SnippetName[];

/** `origin`: where this product is reached, such as `https://atrium.example`. */
export type SnippetOf = { token: string; origin: string };

const snippets: Record<SnippetName, (of: SnippetOf & { host: string; tls: boolean }) => string> = {
  javascript: ({ token, origin }) => `// npm install mixpanel-browser
import mixpanel from "mixpanel-browser";

mixpanel.init("${token}", { api_host: "${origin}" });
mixpanel.track("Signed up");`,
  node: ({ token, host, tls }) => `// npm install mixpanel
const Mixpanel = require("mixpanel");

const mixpanel = Mixpanel.init("${token}", { host: "${host}", protocol: "${tls ? "https" : "http"}" });
mixpanel.track("Signed up", { distinct_id: "user-1" });`,
  python: ({ token, host, tls, origin }) => `# pip install mixpanel
from mixpanel import Consumer, Mixpanel

${
  tls
    ? `consumer = Consumer(api_host="${host}")`
    : `consumer = Consumer(events_url="${origin}/track", people_url="${origin}/engage")`
}
mp = Mixpanel("${token}", consumer=consumer)
mp.track("user-1", "Signed up")`,
  ruby: ({ token, origin }) => `# gem install mixpanel-ruby
require "mixpanel-ruby"

consumer = Mixpanel::Consumer.new("${origin}/track", "${origin}/engage")
tracker = Mixpanel::Tracker.new("${token}") { |type, message| consumer.send!(type, message) }
tracker.track("user-1", "Signed up")`,
  php: ({ token, host, tls }) => `// composer require mixpanel/mixpanel-php
$mp = Mixpanel::getInstance("${token}", ["host" => "${host}", "use_ssl" => ${tls}]);
$mp->track("Signed up", ["distinct_id" => "user-1"]);`,
  java: ({ token, origin }) => `// com.mixpanel:mixpanel-java
MessageBuilder messages = new MessageBuilder("${token}");
MixpanelAPI mixpanel = new MixpanelAPI("${origin}/track", "${origin}/engage");
mixpanel.sendMessage(messages.event("user-1", "Signed up", null));`,
  go: ({ token, origin }) => `// go get github.com/mixpanel/mixpanel-go
mp := mixpanel.NewApiClient("${token}", mixpanel.ProxyApiLocation("${origin}"))
err := mp.Track(ctx, []*mixpanel.Event{mp.NewEvent("Signed up", "user-1", nil)})`,
  swift: ({ token, origin }) => `// https://github.com/mixpanel/mixpanel-swift
import Mixpanel

Mixpanel.initialize(token: "${token}", trackAutomaticEvents: true, serverURL: "${origin}")
Mixpanel.mainInstance().track(event: "Signed up")`,
  android: ({ token, origin }) => `// com.mixpanel.android:mixpanel-android
MixpanelAPI mixpanel = MixpanelAPI.getInstance(context, "${token}", true);
mixpanel.setServerURL("${origin}");
mixpanel.track("Signed up");`,
  curl: ({ token, origin }) => `curl ${origin}/track \\
  --header "Content-Type: application/json" \\
  --data '[{"event": "Signed up", "properties": {"token": "${token}", "distinct_id": "user-1"}}]'`,
};

export function snippetOf(name: SnippetName, { token, origin }: SnippetOf): string {
  const { host, protocol } = new URL(origin);
  return snippets[name]({ token, origin, host, tls: protocol === "https:" });
}
