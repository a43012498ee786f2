// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * The library's objects as wire JSON, by the library's own mapper. Its typed getters are not used:
 * they throw where a provider leaves a field out, and some are gone since 3.0.
 */
final class Wire {

  private final JsonMapper mapper;

  Wire(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** Whether these are the parameters of a message, in the stable or the beta interface. */
  static boolean isMessage(Object params) {
    return params instanceof MessageCreateParams
        || params instanceof com.anthropic.models.beta.messages.MessageCreateParams;
  }

  /** Body of the request that the parameters of a message make. */
  @Nullable String body(Object params) {
    return json(
        params instanceof MessageCreateParams
            ? ((MessageCreateParams) params)._body()
            : ((com.anthropic.models.beta.messages.MessageCreateParams) params)._body());
  }

  /** The wire form, or {@code null} if the mapper cannot write it. */
  @Nullable String json(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException | RuntimeException unwritable) {
      return null;
    }
  }
}
