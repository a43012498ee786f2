// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** An open operation of another class loader's copy of {@link OpenCall}. */
final class ForeignCall extends OpenCall {

  private final BiFunction<String, Object[], @Nullable Object> call;

  ForeignCall(BiFunction<String, Object[], @Nullable Object> call) {
    this.call = call;
  }

  private @Nullable Object ask(String method, Object... arguments) {
    return call.apply(method, arguments);
  }

  @Override
  public String family() {
    return (String) Objects.requireNonNull(ask("family"));
  }

  @Override
  public boolean covers(String family, int rank, String identity) {
    return Boolean.TRUE.equals(ask("covers", family, rank, identity));
  }

  @Override
  public boolean isEnded() {
    return Boolean.TRUE.equals(ask("isEnded"));
  }

  @Override
  public void enrichRequest(Map<AttributeKey<?>, Object> facts) {
    ask("enrichRequest", facts);
  }

  @Override
  public void enrichResponse(Map<AttributeKey<?>, Object> facts) {
    ask("enrichResponse", facts);
  }

  @Override
  public void chunkSeen() {
    ask("chunkSeen");
  }

  @Override
  public void countChild(String family) {
    ask("countChild", family);
  }

  @Override
  public void addUsage(long inputTokens, long outputTokens) {
    ask("addUsage", inputTokens, outputTokens);
  }

  @Override
  public @Nullable String requestValue(AttributeKey<String> key) {
    return (String) ask("requestValue", key);
  }
}
