// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcpconventions;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request from its start to its end, seen by its sender (client) or its receiver (server).
 *
 * <p>A tool call that a framework's {@code execute_tool} span already tells of has no span of its
 * own: what MCP knows of it goes onto that span, as the conventions ask.
 *
 * <p>The first end counts, from whatever thread; all later ones do nothing.
 */
public final class McpCall {

  private static final ContextKey<McpCall> SENT = ContextKey.named("tracewheel-mcp-request");

  /** JSON-RPC codes by which a server tells that the request was at fault, not itself. */
  private static final Set<Integer> CALLERS_FAULT = Set.of(-32700, -32600, -32601, -32602, -32002);

  private final McpTelemetry telemetry;
  private final McpRequest request;
  private final boolean client;
  private final Context parent;
  private final Context context;
  private final @Nullable GenAiCall outerTool;
  private final Span span;
  private final long startNanos;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** What is learned after the start. Guarded by itself. */
  private final Map<AttributeKey<?>, Object> learned = new LinkedHashMap<>();

  private McpCall(
      McpTelemetry telemetry,
      McpRequest request,
      boolean client,
      Context parent,
      Context spanParent,
      @Nullable SpanContext link) {
    this.telemetry = telemetry;
    this.request = request;
    this.client = client;
    this.parent = parent;
    this.startNanos = telemetry.genAi.nanoTime();
    outerTool = client ? outerTool(parent, request) : null;
    if (outerTool != null) {
      span = Span.getInvalid();
      Map<AttributeKey<?>, Object> news = new LinkedHashMap<>(request.facts);
      news.remove(GenAiAttributes.TOOL_NAME);
      outerTool.enrichRequest(news);
      context = parent.with(SENT, this);
      return;
    }
    SpanBuilder builder =
        telemetry
            .genAi
            .tracer()
            .spanBuilder(request.spanName())
            .setParent(spanParent)
            .setSpanKind(client ? SpanKind.CLIENT : SpanKind.SERVER);
    if (link != null) {
      builder.addLink(link);
    }
    request.facts.forEach((key, value) -> set(builder, key, value));
    span = builder.startSpan();
    Context inner = spanParent.with(span);
    context = client ? inner.with(SENT, this) : inner;
    if (request.toolName() != null) {
      writeContent(McpAttributes.TOOL_ARGUMENTS, Params.member(request.params, "arguments"));
    }
  }

  /** Starts a request that is about to be sent. */
  public static McpCall send(McpTelemetry telemetry, Context parent, McpRequest request) {
    return new McpCall(telemetry, request, true, parent, parent, null);
  }

  /**
   * Starts a request that arrived. Its parent is the sender's span if the request tells it; then
   * the span around us (of the HTTP request that carried it) is linked.
   */
  public static McpCall receive(McpTelemetry telemetry, Context ambient, McpRequest request) {
    Context remote =
        Meta.extract(telemetry.genAi.propagator(), ambient, Params.meta(request.params));
    SpanContext around = Span.fromContext(ambient).getSpanContext();
    boolean told = !Span.fromContext(remote).getSpanContext().equals(around);
    return new McpCall(
        telemetry, request, false, ambient, remote, told && around.isValid() ? around : null);
  }

  /** The request that is being sent in this context, if any. */
  public static @Nullable McpCall sentIn(Context context) {
    return context.get(SENT);
  }

  /** The framework's run of the very same tool; frameworks may put a prefix before its name. */
  private static @Nullable GenAiCall outerTool(Context parent, McpRequest request) {
    String name = request.toolName();
    GenAiCall open = name == null ? null : GenAiCall.open(parent, Operation.EXECUTE_TOOL);
    String outer = open == null ? null : open.requestValue(GenAiAttributes.TOOL_NAME);
    if (name == null || outer == null) {
      return null;
    }
    String plain = name.replace('-', '_');
    String plainOuter = outer.replace('-', '_');
    return plainOuter.equals(plain) || plainOuter.endsWith("_" + plain) ? open : null;
  }

  /** The context for everything that happens inside this request. */
  public Context context() {
    return context;
  }

  /** The context around this request, for what happens after it. */
  public Context parent() {
    return parent;
  }

  /** Writes this request's context into the {@code _meta} that goes with it. */
  public void inject(Map<String, Object> meta) {
    Meta.inject(telemetry.genAi.propagator(), context, meta);
  }

  /** Tells the id of the message of the given method; only the first one counts. */
  public void requestId(String method, @Nullable Object id) {
    if (id != null && method.equals(request.method) && !ended.get()) {
      synchronized (learned) {
        if (learned.containsKey(McpAttributes.REQUEST_ID)) {
          return;
        }
      }
      learn(McpAttributes.REQUEST_ID, id.toString());
    }
  }

  /** Tells what became known only with the answer, such as the protocol's version. */
  public void learn(AttributeKey<String> key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      synchronized (learned) {
        learned.put(key, value);
      }
    }
  }

  /** Ends the request with its result. */
  public void end(@Nullable Object result) {
    boolean toolFailed =
        request.method.equals(McpRequest.CALL_TOOL)
            && Boolean.TRUE.equals(Params.member(result, "isError"));
    if (outerTool == null && request.toolName() != null && result != null && !ended.get()) {
      writeContent(McpAttributes.TOOL_RESULT, result);
    }
    finish(toolFailed ? "tool_error" : null, null, null);
  }

  /** Ends the request with an error of the protocol. */
  public void failed(int code, @Nullable String message) {
    learn(McpAttributes.STATUS_CODE, Integer.toString(code));
    boolean error = client || !CALLERS_FAULT.contains(code);
    finish(error ? Integer.toString(code) : null, error ? message : null, null);
  }

  /** Ends the request without any answer. */
  public void failed(Throwable error) {
    finish(error.getClass().getName(), null, error);
  }

  /** Ends the request because its sender lost interest; this is not an error. */
  public void cancelled() {
    learn(GenAiAttributes.STREAM_END, "cancelled");
    finish(null, null, null);
  }

  private void finish(
      @Nullable String errorType, @Nullable String description, @Nullable Throwable error) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    double seconds = (telemetry.genAi.nanoTime() - startNanos) / 1e9;
    Map<AttributeKey<?>, Object> news;
    synchronized (learned) {
      news = new LinkedHashMap<>(learned);
    }
    if (errorType != null) {
      news.put(GenAiAttributes.ERROR_TYPE, errorType);
    }
    if (outerTool != null) {
      outerTool.enrichResponse(news);
    } else {
      news.forEach((key, value) -> set(span, key, value));
      if (errorType != null) {
        String told = telemetry.genAi.errorMessage(description);
        span.setStatus(StatusCode.ERROR, told == null ? "" : told);
      }
      if (error != null) {
        telemetry.genAi.recordException(span, error);
      }
    }
    Map<AttributeKey<?>, Object> all = new LinkedHashMap<>(request.facts);
    all.putAll(news);
    telemetry.ended(client, all, seconds, context);
    span.end();
  }

  private void writeContent(AttributeKey<String> key, @Nullable Object content) {
    if (content != null && telemetry.genAi.capturesContent() && span.isRecording()) {
      Object tree =
          key.equals(McpAttributes.TOOL_RESULT)
              ? ContentTree.ofResult(content)
              : ContentTree.of(content, 0);
      String text = telemetry.genAi.contentOfSpan(key.getKey(), tree);
      if (text != null) {
        span.setAttribute(key, text);
      }
    }
  }

  @SuppressWarnings("unchecked") // McpRequest.set and learn pair keys with their values
  private static <T> void set(SpanBuilder builder, AttributeKey<T> key, Object value) {
    builder.setAttribute(key, (T) value);
  }

  @SuppressWarnings("unchecked") // as above
  private static <T> void set(Span span, AttributeKey<T> key, Object value) {
    span.setAttribute(key, (T) value);
  }
}
