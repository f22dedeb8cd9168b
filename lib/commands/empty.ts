// Stands in for `server-only` outside the framework's bundle: there, everything is the server.
export {};
