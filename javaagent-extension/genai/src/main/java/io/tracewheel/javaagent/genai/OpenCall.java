// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The GenAI operation that is open in a {@link Context}, as seen by the layers below it.
 *
 * <p>A {@link ContextKey} is compared by identity and this class exists once per application class
 * loader, so by itself the nesting rule holds between libraries of one loader. This class is
 * therefore a seam: it uses types of the JDK and of the OpenTelemetry API only and refers to no
 * other class of ours, so that the very same class file can be put on the bootstrap class path of
 * the one-jar agent (and left out of the injected classes), which makes the rule hold for the whole
 * JVM.
 */
public abstract class OpenCall {

  static final String INFERENCE = "inference";
  static final String EMBEDDINGS = "embeddings";
  static final String RETRIEVAL = "retrieval";
  static final String AGENT = "agent";
  static final String TOOL = "tool";

  private static final ContextKey<OpenCall> OPEN = ContextKey.named("tracewheel-open-call");
  private static final ContextKey<OpenCall> RUN = ContextKey.named("tracewheel-agent-run");

  /** The innermost open operation, of whatever family. */
  public static @Nullable OpenCall openIn(Context context) {
    return context.get(OPEN);
  }

  /** The innermost agent run, however many operations lie between. */
  public static @Nullable OpenCall agentIn(Context context) {
    return context.get(RUN);
  }

  /**
   * The context for what happens inside this operation; an agent run stays visible below its own
   * calls.
   */
  protected final Context within(Context context) {
    Context inner = context.with(OPEN, this);
    return family().equals(AGENT) ? inner.with(RUN, this) : inner;
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
}
