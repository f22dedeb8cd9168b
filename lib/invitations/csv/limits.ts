/** What an uploaded list may be; known to the browser too. */
export const mostRows = 10_000;
export const mostFileBytes = 2 * 1024 * 1024;
export const tooLargeFile = "This file is larger than 2 MB. Split it and upload the parts one after the other.";
