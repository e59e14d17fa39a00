// CloudFront's function before every request: says who asks, and finds the page of a folder as `serve` does (ops/server/static_files.py).
function handler(event) {
  var request = event.request;
  // Whatever a visitor sends under this name is put aside: the endpoint counts failures by this address.
  request.headers["x-kundval-viewer"] = { value: event.viewer.ip };
  if (request.uri.indexOf("/v1/") === 0) return request;
  if (request.uri.charAt(request.uri.length - 1) === "/") {
    request.uri += "index.html";
    return request;
  }
  var last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (last.indexOf(".") !== -1) return request;
  // One slash in front: with two, the address would lead to another site.
  var place = "/" + request.uri.replace(/^\/+/, "") + "/";
  return { statusCode: 308, statusDescription: "Permanent Redirect", headers: { location: { value: place } } };
}
