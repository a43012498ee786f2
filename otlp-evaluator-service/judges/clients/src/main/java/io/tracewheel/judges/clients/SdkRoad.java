// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import io.tracewheel.judges.client.JudgeCallException;
import io.tracewheel.judges.client.JudgeHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The AWS SDK's way to HTTP, led over our road. */
final class SdkRoad implements SdkHttpClient {
  private final JudgeHttp http;

  SdkRoad(JudgeHttp http) {
    this.http = http;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return send(request);
      }

      @Override
      public void abort() {
        // The road's own time limits end the call.
      }
    };
  }

  private HttpExecuteResponse send(HttpExecuteRequest request) throws IOException {
    byte[] body = new byte[0];
    if (request.contentStreamProvider().isPresent()) {
      try (InputStream in = request.contentStreamProvider().get().newStream()) {
        body = in.readAllBytes();
      }
    }
    try {
      JudgeHttp.Answer answer =
          http.send(
              request.httpRequest().method().name(),
              request.httpRequest().getUri(),
              request.httpRequest().headers(),
              body);
      return HttpExecuteResponse.builder()
          .response(
              SdkHttpResponse.builder()
                  .statusCode(answer.status())
                  .headers(answer.headers())
                  .build())
          .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
          .build();
    } catch (JudgeCallException e) {
      throw new CallFailure(e);
    }
  }

  @Override
  public String clientName() {
    return "tracewheel";
  }

  @Override
  public void close() {}
}
