// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an operation when it starts. Filled by one thread and then handed to {@link
 * GenAiCall#start}.
 */
public final class GenAiRequest {

  final Operation operation;
  final Facts facts = new Facts();
  final Map<Content, Object> content = new EnumMap<>(Content.class);
  String identity = "";
  @Nullable Span adopted;

  public GenAiRequest(Operation operation) {
    this.operation = operation;
  }

  /** Sets a span attribute; {@code null}, an empty string or an empty list leaves it unset. */
  public <T> GenAiRequest set(AttributeKey<T> key, @Nullable T value) {
    if (value != null && !isEmpty(value)) {
      facts.put(key, value);
    }
    return this;
  }

  /** As {@link #set}, where nothing is known yet. */
  public <T> GenAiRequest setIfAbsent(AttributeKey<T> key, @Nullable T value) {
    return facts.containsKey(key) ? this : set(key, value);
  }

  /** What was set, if anything. */
  @SuppressWarnings("unchecked") // set pairs keys with their values
  public <T> @Nullable T value(AttributeKey<T> key) {
    return (T) facts.get(key);
  }

  /** See {@link Providers}. */
  public GenAiRequest provider(@Nullable String provider) {
    return set(GenAiAttributes.PROVIDER_NAME, provider);
  }

  /** Host and port of the provider; ignored without a host, a port of 0 or less is left out. */
  public GenAiRequest server(@Nullable String host, int port) {
    set(GenAiAttributes.SERVER_ADDRESS, host);
    return set(
        GenAiAttributes.SERVER_PORT,
        host == null || host.isEmpty() || port <= 0 ? null : (long) port);
  }

  /** Marks the answer as asked for in chunks. */
  public GenAiRequest streaming() {
    return set(GenAiAttributes.REQUEST_STREAM, true);
  }

  /**
   * What tells this operation from another of its family, so that a tool run inside a tool is not
   * taken for the same one.
   */
  public GenAiRequest identity(String identity) {
    this.identity = identity;
    return this;
  }

  /**
   * Has the operation told on a span that somebody else opened for it, in place of one of its own.
   * Whoever opened it also ends it and records exceptions; the operation must end before.
   */
  public GenAiRequest adopt(Span span) {
    adopted = span;
    return this;
  }

  /**
   * Adds content, a tree as of {@link Json}; only worth the work if {@link
   * GenAiTelemetry#capturesContent()}.
   */
  public GenAiRequest content(Content kind, @Nullable Object tree) {
    if (tree != null && !isEmpty(tree)) {
      content.put(kind, tree);
    }
    return this;
  }

  /** The same request for one more operation; this one may have been handed over already. */
  public GenAiRequest again() {
    GenAiRequest copy = new GenAiRequest(operation);
    copy.facts.putAll(facts);
    copy.content.putAll(content);
    copy.identity = identity;
    return copy;
  }

  static boolean isEmpty(Object value) {
    return (value instanceof String && ((String) value).isEmpty())
        || (value instanceof List && ((List<?>) value).isEmpty());
  }

  /** Facts only, never content. */
  @Override
  public String toString() {
    return facts.toString();
  }
}
