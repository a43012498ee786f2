// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One GenAI operation from its start to its end.
 *
 * <p>If an operation of the same family is open in the context already (a framework above a
 * vendor's SDK), this one has no span of its own: it hands what it knows to the open one. Callers
 * need not care.
 *
 * <p>The first of {@link #end}, {@link #fail}, {@link #cancel} and {@link #abandon} counts, from
 * whatever thread; all later ones do nothing. No method throws because of what it is given.
 */
public final class GenAiCall extends OpenCall {

  /** For a chunk costs little, and asking the time is much of it. */
  private static final int CHUNKS_A_LOOK_AT_THE_CLOCK = 16;

  private static final AtomicIntegerFieldUpdater<GenAiCall> CHUNKS =
      AtomicIntegerFieldUpdater.newUpdater(GenAiCall.class, "chunks");

  private final GenAiTelemetry telemetry;
  private final GenAiRequest request;
  private final Layer layer;
  private final Context parent;
  private final Context context;
  private final @Nullable OpenCall outer;
  private final @Nullable OpenCall agent;
  private final Span span;
  private final long startNanos;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Of an agent's or workflow's run. */
  private final @Nullable Counts counts;

  /** What lower layers reported. Guarded by this. */
  private @Nullable Facts gathered;

  private volatile @Nullable Double secondsToFirstChunk;

  /** How many came. Written by whoever reads the stream, one thread after the other. */
  private volatile int chunks;

  /** Whether it was the application's turn to go on yet. */
  private volatile boolean applicationsTurn;

  /** Since when it is, by telemetry's clock, and how many chunks had come by then. */
  private volatile long idleSince;

  private volatile int chunksThen;

  private volatile @Nullable Runnable afterEnd;
  private volatile @Nullable Throwable swallowed;
  private @Nullable Scope attached;

  /** Starts an operation in the current context. */
  public static GenAiCall start(Layer layer, GenAiRequest request) {
    return start(GenAiTelemetry.get(), Context.current(), layer, request);
  }

  /** Starts an operation in the given context. */
  public static GenAiCall start(Context parent, Layer layer, GenAiRequest request) {
    return start(GenAiTelemetry.get(), parent, layer, request);
  }

  static GenAiCall start(
      GenAiTelemetry telemetry, Context parent, Layer layer, GenAiRequest request) {
    long now = telemetry.clock.getAsLong();
    AbandonedCalls.report(telemetry, now);
    return new GenAiCall(telemetry, parent, layer, request, now);
  }

  /** The innermost open call, if it is one of the given operation and of the same class loader. */
  public static @Nullable GenAiCall open(Operation operation) {
    return open(Context.current(), operation);
  }

  /** As {@link #open(Operation)}, in a given context. */
  public static @Nullable GenAiCall open(Context context, Operation operation) {
    OpenCall open = OpenCall.openIn(context);
    return open instanceof GenAiCall
            && ((GenAiCall) open).request.operation == operation
            && !((GenAiCall) open).ended.get()
        ? (GenAiCall) open
        : null;
  }

  /** Whether the innermost open operation, of whatever class loader, is a model call. */
  public static boolean isModelCallOpen() {
    OpenCall open = OpenCall.openIn(Context.current());
    return open != null && open.family().equals(INFERENCE);
  }

  /** Whether it is a model call or embeddings, which {@link #sending} may tell something. */
  public static boolean isClientCallOpen() {
    OpenCall open = OpenCall.openIn(Context.current());
    return open != null && (open.family().equals(INFERENCE) || open.family().equals(EMBEDDINGS));
  }

  /**
   * Whether a call of this layer would have no span of its own, because an outer layer has one for
   * the same operation.
   */
  public static boolean isCovered(Layer layer, Operation operation) {
    OpenCall open = OpenCall.openIn(Context.current());
    return open != null && open.covers(operation.family, layer.rank, "");
  }

  /**
   * Tells the model call that is open in the current context where its request goes; for transports
   * that a framework brings itself, below which there is no vendor's client to tell.
   */
  public static void sending(@Nullable String url) {
    OpenCall open = OpenCall.openIn(Context.current());
    if (open == null || !(open.family().equals(INFERENCE) || open.family().equals(EMBEDDINGS))) {
      return;
    }
    URI server = Providers.server(url);
    if (server != null) {
      GenAiRequest seen = new GenAiRequest(Operation.CHAT);
      open.enrichRequest(seen.server(server.getHost(), Providers.port(server)).facts);
    }
  }

  private GenAiCall(
      GenAiTelemetry telemetry,
      Context parent,
      Layer layer,
      GenAiRequest request,
      long startNanos) {
    this.telemetry = telemetry;
    this.request = request;
    this.layer = layer;
    this.parent = parent;
    this.startNanos = startNanos;
    Operation operation = request.operation;
    this.counts = isRun(operation.family) ? new Counts() : null;
    OpenCall open = OpenCall.openIn(parent);
    if (open != null && open.covers(operation.family, layer.rank, request.identity)) {
      outer = open;
      agent = null;
      span = Span.getInvalid();
      context = parent;
      open.enrichRequest(request.facts);
      return;
    }
    outer = null;
    agent = OpenCall.agentIn(parent);
    if (agent != null) {
      agent.countChild(operation.family);
      boolean tool = operation.family.equals(TOOL);
      boolean step = isRun(operation.family) && agent.family().equals(WORKFLOW);
      inherit(
          agent,
          GenAiAttributes.CONVERSATION_ID,
          tool || step || operation.family.equals(INFERENCE));
      inherit(agent, GenAiAttributes.AGENT_NAME, tool);
    }
    telemetry.settings.correlation.addTo(request, parent);
    request.set(GenAiAttributes.OPERATION_NAME, operation.value);
    keepOfThisProvider(request.facts);
    span = request.adopted == null ? newSpan() : adopted(request.adopted);
    context = within(parent.with(span));
    if (telemetry.settings.capture.onSpans && span.isRecording()) {
      request.content.forEach(this::writeContent);
    }
  }

  private Span newSpan() {
    SpanBuilder builder =
        telemetry.tracer.spanBuilder(name()).setParent(parent).setSpanKind(request.operation.kind);
    request.facts.forEach((key, value) -> set(builder, key, value));
    return builder.startSpan();
  }

  private Span adopted(Span span) {
    span.updateName(name());
    request.facts.forEach((key, value) -> set(span, key, value));
    return span;
  }

  private void inherit(OpenCall agent, AttributeKey<String> key, boolean applies) {
    if (applies && !request.facts.containsKey(key)) {
      request.set(key, agent.requestValue(key));
    }
  }

  private String name() {
    Object subject = request.facts.get(request.operation.subject);
    return subject == null ? request.operation.value : request.operation.value + " " + subject;
  }

  /** The context for everything that happens inside this operation. */
  public Context context() {
    return context;
  }

  /** The context in which this operation was started, for what happens after it. */
  public Context parent() {
    return parent;
  }

  /**
   * Makes {@link #context} current on this thread until {@link #detach}, which the same thread must
   * call.
   */
  @SuppressWarnings("MustBeClosedChecker") // advice closes it in another method of the same call
  public GenAiCall attach() {
    attached = context.makeCurrent();
    return this;
  }

  /** See {@link #attach}; does nothing without it. */
  public void detach() {
    Scope scope = attached;
    attached = null;
    if (scope != null) {
      scope.close();
    }
  }

  /** Takes over what became known of the request after the start. */
  public synchronized void learn(GenAiRequest later) {
    if (outer != null || ended.get()) {
      return;
    }
    enrichRequest(later.facts);
    later.content.forEach(
        (kind, tree) -> {
          if (request.content.putIfAbsent(kind, tree) == null
              && telemetry.settings.capture.onSpans
              && span.isRecording()) {
            writeContent(kind, tree);
          }
        });
  }

  /**
   * Tells that a chunk of a streamed answer came: the first one gives the time to first chunk, and
   * from each on it is the {@link #applicationsTurn}.
   */
  public void chunk() {
    int count = chunks + 1;
    CHUNKS.lazySet(this, count);
    if (count == 1 || count % CHUNKS_A_LOOK_AT_THE_CLOCK == 0) {
      applicationsTurn();
    }
    if (count > 1) {
      return;
    }
    if (outer != null) {
      outer.chunkSeen();
    } else {
      chunkSeen();
    }
  }

  /**
   * Tells that there is an answer which the application has yet to read. A call that is watched
   * counts as abandoned if nothing follows for longer than the setting says.
   */
  public void applicationsTurn() {
    idleSince = telemetry.clock.getAsLong();
    chunksThen = chunks;
    applicationsTurn = true;
  }

  boolean isIdle(long boundNanos) {
    if (!applicationsTurn) {
      return false;
    }
    if (chunks != chunksThen) {
      applicationsTurn(); // chunks came since, nobody knows when: the time runs from now
      return false;
    }
    return telemetry.clock.getAsLong() - idleSince > boundNanos;
  }

  /**
   * Tells of an error that a library is about to turn into an answer; {@link #end} will report it.
   */
  public void failing(Throwable error) {
    swallowed = error;
  }

  /** Ends the operation with an answer. {@code null} if the answer could not be read. */
  public void end(@Nullable GenAiResponse response) {
    Throwable error = swallowed;
    if (error != null) {
      finish(response, error.getClass().getName(), error, null);
    } else {
      finish(response, response == null ? null : response.errorType, null, null);
    }
  }

  /**
   * Ends the operation with an error; a cancellation among them counts as {@link #cancel}.
   *
   * @param partial what had been received before, if anything; its {@link GenAiResponse#failed}
   *     names the error better than the class of the exception does
   */
  public void fail(Throwable error, @Nullable GenAiResponse partial) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CancellationException) {
      cancel(partial);
    } else {
      String type = partial == null ? null : partial.errorType;
      finish(partial, type == null ? cause.getClass().getName() : type, cause, null);
    }
  }

  /** Ends the operation because the application stopped it; this is not an error. */
  public void cancel(@Nullable GenAiResponse partial) {
    finish(partial, null, null, "cancelled");
  }

  /**
   * Ends this call as abandoned, should it still be open, when {@code handle} is garbage (an object
   * that only the application can reach and that this call does not refer to), or when the
   * application let its turn pass: see {@link #applicationsTurn}.
   */
  public void watch(Object handle) {
    watch(handle, () -> abandon(null));
  }

  /**
   * As above.
   *
   * @param onAbandoned does {@link #abandon}; must not refer to the handle either, and not throw
   */
  public void watch(Object handle, Runnable onAbandoned) {
    AbandonedCalls.watch(handle, this, onAbandoned);
  }

  void whenEnded(Runnable action) {
    afterEnd = action;
    if (ended.get()) {
      action.run();
    }
  }

  /** Ends the operation because nobody holds its stream any more. */
  public void abandon(@Nullable GenAiResponse partial) {
    finish(partial, null, null, "abandoned");
  }

  private void finish(
      @Nullable GenAiResponse given,
      @Nullable String givenErrorType,
      @Nullable Throwable error,
      @Nullable String streamEnd) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Runnable action = afterEnd;
    if (action != null) {
      action.run();
    }
    GenAiResponse response = given == null ? new GenAiResponse() : given;
    if (outer != null) {
      // A failed try below an operation that goes on (a retry) leaves no trace of its own here.
      if (error == null) {
        outer.enrichResponse(response.facts);
      }
      return;
    }
    double seconds = secondsSinceStart();
    Facts facts = allFacts(response);
    if (streamEnd != null) {
      facts.put(GenAiAttributes.STREAM_END, streamEnd);
    }
    Object errorBelow = facts.get(GenAiAttributes.ERROR_TYPE);
    String errorType =
        givenErrorType == null && errorBelow instanceof String
            ? (String) errorBelow
            : givenErrorType;
    if (errorType != null) {
      facts.put(GenAiAttributes.ERROR_TYPE, errorType);
    }
    if (span.isRecording()) {
      facts.forEach((key, value) -> set(span, key, value));
      if (telemetry.settings.capture.onSpans) {
        response.content.forEach(this::writeContent);
      }
      if (errorType != null) {
        span.setStatus(StatusCode.ERROR);
      }
      if (error != null && request.adopted == null) {
        telemetry.recordException(span, error);
      }
    }
    Facts everything;
    synchronized (this) {
      everything = new Facts(request.facts);
    }
    everything.putAll(facts);
    record(everything, errorType, seconds);
    if (telemetry.settings.capture.onEvents && family().equals(INFERENCE)) {
      OperationDetails.emit(telemetry, context, everything, request.content, response.content);
    }
    if (request.adopted == null) {
      span.end();
    }
  }

  /** What this layer reports, completed by what lower layers gathered. */
  private synchronized Facts allFacts(GenAiResponse response) {
    Facts facts;
    if (gathered == null) {
      facts = new Facts(response.facts);
    } else {
      facts = new Facts(gathered);
      facts.putAll(response.facts);
      Object lowerReasons = gathered.get(GenAiAttributes.RESPONSE_FINISH_REASONS);
      Object reasons = response.facts.get(GenAiAttributes.RESPONSE_FINISH_REASONS);
      if (lowerReasons != null
          && reasons instanceof List
          && ((List<?>) reasons).contains("other")) {
        facts.put(GenAiAttributes.RESPONSE_FINISH_REASONS, lowerReasons);
      }
    }
    keepOfThisProvider(facts);
    Double firstChunk = secondsToFirstChunk;
    if (firstChunk != null) {
      facts.put(GenAiAttributes.RESPONSE_TIME_TO_FIRST_CHUNK, firstChunk);
    }
    if (telemetry.settings.cacheCreationName
        && facts.containsKey(GenAiAttributes.USAGE_CACHE_WRITE)) {
      facts.put(GenAiAttributes.USAGE_CACHE_CREATION, facts.get(GenAiAttributes.USAGE_CACHE_WRITE));
    }
    if (counts != null && family().equals(AGENT)) {
      counts.addTokensTo(facts);
    }
    return facts;
  }

  private void record(
      Map<AttributeKey<?>, Object> facts, @Nullable String errorType, double seconds) {
    switch (request.operation) {
      case INVOKE_AGENT:
        telemetry.metrics.agentRunEnded(
            context,
            facts,
            errorType,
            seconds,
            counts == null ? 0 : counts.inferenceCalls.sum(),
            counts == null ? 0 : counts.toolCalls.sum());
        break;
      case INVOKE_WORKFLOW:
        telemetry.metrics.workflowRunEnded(context, facts, errorType, seconds);
        break;
      case EXECUTE_TOOL:
        telemetry.metrics.toolRunEnded(context, facts, errorType, seconds);
        break;
      default:
        boolean inference = family().equals(INFERENCE);
        if (inference && agent != null) {
          agent.addUsage(
              tokens(facts, GenAiAttributes.USAGE_INPUT_TOKENS),
              tokens(facts, GenAiAttributes.USAGE_OUTPUT_TOKENS));
        }
        telemetry.metrics.clientCallEnded(
            context, inference, facts, errorType, seconds, secondsToFirstChunk);
    }
  }

  private static long tokens(Map<AttributeKey<?>, Object> facts, AttributeKey<Long> key) {
    Object tokens = facts.get(key);
    return tokens instanceof Long ? (Long) tokens : -1;
  }

  private double secondsSinceStart() {
    return (telemetry.clock.getAsLong() - startNanos) / 1e9;
  }

  private void writeContent(Content kind, Object tree) {
    String text = telemetry.contentOfSpan(kind.key, tree);
    if (text != null) {
      span.setAttribute(kind.key, text);
    }
  }

  @SuppressWarnings(
      "unchecked") // GenAiRequest.set and GenAiResponse.set pair keys with their values
  private static <T> void set(SpanBuilder builder, AttributeKey<T> key, Object value) {
    builder.setAttribute(key, (T) value);
  }

  @SuppressWarnings("unchecked") // as above
  private static <T> void set(Span span, AttributeKey<T> key, Object value) {
    span.setAttribute(key, (T) value);
  }

  // What lower layers see.

  @Override
  public String family() {
    return request.operation.family;
  }

  @Override
  public boolean covers(String family, int rank, String identity) {
    return !ended.get()
        && !isRun(family)
        && family.equals(family())
        && rank <= layer.rank
        && identity.equals(request.identity);
  }

  @Override
  public boolean isEnded() {
    return ended.get();
  }

  @Override
  public synchronized void enrichRequest(Map<AttributeKey<?>, Object> facts) {
    if (ended.get()) {
      return;
    }
    facts.forEach(
        (key, value) -> {
          if (request.facts.containsKey(key) || !speaksOfThisProvider(key)) {
            return;
          }
          request.facts.put(key, value);
          set(span, key, value);
          if (key.equals(request.operation.subject)) {
            span.updateName(name());
          }
        });
  }

  @Override
  public synchronized void enrichResponse(Map<AttributeKey<?>, Object> facts) {
    facts.forEach(
        (key, value) -> {
          if (speaksOfThisProvider(key)) {
            if (gathered == null) {
              gathered = new Facts();
            }
            gathered.put(key, value);
          }
        });
  }

  private void keepOfThisProvider(Facts facts) {
    if (!Providers.OPENAI.equals(request.facts.get(GenAiAttributes.PROVIDER_NAME))) {
      facts.keepOnly(this::speaksOfThisProvider);
    }
  }

  /** Attributes of one provider must not appear on a span that names another. */
  private boolean speaksOfThisProvider(AttributeKey<?> key) {
    return !key.getKey().startsWith("openai.")
        || Providers.OPENAI.equals(request.facts.get(GenAiAttributes.PROVIDER_NAME));
  }

  @Override
  public void chunkSeen() {
    if (secondsToFirstChunk == null) {
      secondsToFirstChunk = secondsSinceStart();
    }
  }

  @Override
  public void countChild(String family) {
    if (counts == null) {
      return;
    }
    if (family.equals(INFERENCE)) {
      counts.inferenceCalls.increment();
    } else if (family.equals(TOOL)) {
      counts.toolCalls.increment();
    }
  }

  @Override
  public void addUsage(long input, long output) {
    if (counts != null) {
      counts.inputTokens.add(Math.max(0, input));
      counts.outputTokens.add(Math.max(0, output));
    }
  }

  @Override
  public synchronized @Nullable String requestValue(AttributeKey<String> key) {
    Object value = request.facts.get(key);
    return value instanceof String ? (String) value : null;
  }

  /** What the calls of a run add up to. */
  private static final class Counts {
    final LongAdder inferenceCalls = new LongAdder();
    final LongAdder toolCalls = new LongAdder();
    final LongAdder inputTokens = new LongAdder();
    final LongAdder outputTokens = new LongAdder();

    void addTokensTo(Facts facts) {
      if (inputTokens.sum() + outputTokens.sum() > 0) {
        facts.putIfAbsent(GenAiAttributes.USAGE_INPUT_TOKENS, inputTokens.sum());
        facts.putIfAbsent(GenAiAttributes.USAGE_OUTPUT_TOKENS, outputTokens.sum());
      }
    }
  }
}
