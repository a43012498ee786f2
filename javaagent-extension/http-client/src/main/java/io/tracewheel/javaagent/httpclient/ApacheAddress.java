// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Where a request of Apache's clients goes. */
final class ApacheAddress {

  final String url;
  final String path;
  private final String method;

  private ApacheAddress(String method, String url, String path) {
    this.method = method;
    this.url = url;
    this.path = path;
  }

  /**
   * @param host {@code null} if the request says it
   */
  static @Nullable ApacheAddress of(@Nullable HttpHost host, @Nullable HttpRequest request) {
    if (request == null) {
      return null; // the client has its own word for that
    }
    // First without building a URI: most requests are no model's.
    String target = request.getPath();
    if (target == null) {
      return null;
    }
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (Endpoint.of(request.getMethod(), path) == null) {
      return null;
    }
    if (host != null) {
      return new ApacheAddress(request.getMethod(), host.toURI() + path, path);
    }
    try {
      URI uri = request.getUri();
      return new ApacheAddress(request.getMethod(), uri.toString(), path);
    } catch (URISyntaxException nowhere) {
      return null;
    }
  }

  @Nullable Endpoint endpoint() {
    return Endpoint.of(method, path);
  }
}
