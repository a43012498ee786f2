// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The GenAI operation that is open in a {@link Context}, as seen by the layers below it.
 *
 * <p>This class exists once per application class loader, but one JVM has one nesting rule: a
 * client in the server's class loader, or one of the JDK itself, below a framework in the
 * application's. So all copies share their context keys, and an operation of another copy is spoken
 * to through {@link BiFunction}, a type that all of them know.
 */
public abstract class OpenCall implements BiFunction<String, Object[], @Nullable Object> {

  static final String INFERENCE = "inference";
  static final String EMBEDDINGS = "embeddings";
  static final String RETRIEVAL = "retrieval";
  static final String AGENT = "agent";
  static final String WORKFLOW = "workflow";
  static final String TOOL = "tool";

  private static final ContextKey<Object> OPEN = SharedKeys.get(0);
  private static final ContextKey<Object> RUN = SharedKeys.get(1);

  /** The innermost open operation, of whatever family. */
  public static @Nullable OpenCall openIn(Context context) {
    return of(context.get(OPEN));
  }

  /** The innermost run of an agent or workflow, however many operations lie between. */
  public static @Nullable OpenCall agentIn(Context context) {
    return of(context.get(RUN));
  }

  /** Whether the innermost open operation, if any, is the same in both contexts. */
  public static boolean sameIn(Context one, Context other) {
    return one.get(OPEN) == other.get(OPEN);
  }

  @SuppressWarnings("unchecked") // only this class, in whatever copy, writes these keys
  private static @Nullable OpenCall of(@Nullable Object open) {
    if (open == null || open instanceof OpenCall) {
      return (OpenCall) open;
    }
    return new ForeignCall((BiFunction<String, Object[], @Nullable Object>) open);
  }

  /**
   * The context for what happens inside this operation; a run of an agent or workflow stays visible
   * below its own calls.
   */
  protected final Context within(Context context) {
    Context inner = context.with(OPEN, this);
    return isRun(family()) ? inner.with(RUN, this) : inner;
  }

  /** Whether operations of this family go on through many calls of other families. */
  static boolean isRun(String family) {
    return family.equals(AGENT) || family.equals(WORKFLOW);
  }

  /** One of the family names of this class. */
  public abstract String family();

  /**
   * Whether an operation that starts now below this one is the same operation seen by a lower
   * layer. False once this one has ended, for work that merely inherited the context.
   *
   * @param rank of the lower layer, see {@link Layer}
   * @param identity what tells two operations of one family apart, empty if nothing does
   */
  public abstract boolean covers(String family, int rank, String identity);

  /** Whether this operation is over; work that inherited its context may still go on. */
  public abstract boolean isEnded();

  /** Whether this is an operation of that kind, still going on, whose attribute has that value. */
  public final boolean isOpen(
      Operation operation, AttributeKey<String> key, @Nullable String value) {
    return !isEnded()
        && family().equals(operation.family)
        && Objects.equals(requestValue(key), value);
  }

  /** Takes over request facts that this operation does not have yet. */
  public abstract void enrichRequest(Map<AttributeKey<?>, Object> facts);

  /** Takes over response facts; what the outer layer reports itself wins. */
  public abstract void enrichResponse(Map<AttributeKey<?>, Object> facts);

  /** Tells the first chunk of a stream, seen by a lower layer. */
  public abstract void chunkSeen();

  /** Counts a model call or tool run of this agent run. */
  public abstract void countChild(String family);

  /** Adds the tokens of a model call of this agent run; negative means unknown. */
  public abstract void addUsage(long inputTokens, long outputTokens);

  /** The value of a string attribute of the request, such as the conversation id. */
  public abstract @Nullable String requestValue(AttributeKey<String> key);

  /** Answers for a copy of this class in another class loader; see {@link ForeignCall}. */
  @Override
  @SuppressWarnings("unchecked") // as ForeignCall calls it
  public final @Nullable Object apply(String method, Object[] arguments) {
    switch (method) {
      case "family":
        return family();
      case "covers":
        return covers((String) arguments[0], (Integer) arguments[1], (String) arguments[2]);
      case "isEnded":
        return isEnded();
      case "enrichRequest":
        enrichRequest((Map<AttributeKey<?>, Object>) arguments[0]);
        return null;
      case "enrichResponse":
        enrichResponse((Map<AttributeKey<?>, Object>) arguments[0]);
        return null;
      case "chunkSeen":
        chunkSeen();
        return null;
      case "countChild":
        countChild((String) arguments[0]);
        return null;
      case "addUsage":
        addUsage((Long) arguments[0], (Long) arguments[1]);
        return null;
      case "requestValue":
        return requestValue((AttributeKey<String>) arguments[0]);
      default:
        throw new IllegalArgumentException(method);
    }
  }
}
