// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import com.azure.core.exception.HttpResponseException;
import io.tracewheel.javaagent.genai.ErrorBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/** What an exception says of the service's answer. */
final class AzureErrors {

  private AzureErrors() {}

  /** Without what Reactor wraps a checked exception into where a thread waits for it. */
  static Throwable cause(Throwable error) {
    return Exceptions.unwrap(error);
  }

  /**
   * Code or status that the service gave; {@code null} where the exception's class says it best.
   */
  static @Nullable String type(Throwable error) {
    Throwable cause = cause(error);
    if (!(cause instanceof HttpResponseException)) {
      return null;
    }
    HttpResponseException answered = (HttpResponseException) cause;
    Object value = answered.getValue();
    Object details = value instanceof Map ? ((Map<?, ?>) value).get("error") : null;
    String code = details instanceof Map ? ErrorBody.type((Map<?, ?>) details) : ErrorBody.OTHER;
    if (!code.equals(ErrorBody.OTHER)) {
      return code;
    }
    int status = answered.getResponse() == null ? 0 : answered.getResponse().getStatusCode();
    return status >= 400 ? Integer.toString(status) : null;
  }
}
