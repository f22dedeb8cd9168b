export async function GET(request) {
  return Response.json({ ok: true, length: request.url.length });
}
