// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langgraph4j;

import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.OpenCall;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.bsc.async.AsyncGenerator;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.jspecify.annotations.Nullable;

/**
 * One run of a compiled graph, from the first element that somebody takes to the last. A run that
 * stops at an interruption has ended; going on from the checkpoint is a run of its own in the same
 * conversation.
 *
 * <p>Thread-safe.
 */
public final class GraphRun {

  private static final VirtualField<AsyncGenerator, GraphRun> OF_STREAM =
      VirtualField.find(AsyncGenerator.class, GraphRun.class);
  private static final VirtualField<StateGraph, Boolean> IS_AGENT =
      VirtualField.find(StateGraph.class, Boolean.class);

  /** Where later releases keep the node that a nested graph is run by. */
  private static final String NODE_ID = "LG4j_NODE_ID";

  private static final String NESTED_THREAD = "subgraph_";

  private static final String RUNNER_EXCEPTION = "org.bsc.langgraph4j.GraphRunnerException";

  private final Context parent;
  private final GenAiRequest request;
  private @Nullable GenAiCall call;

  private GraphRun(Context parent, GenAiRequest request) {
    this.parent = parent;
    this.request = request;
  }

  /** What the library's builders of agents answer with. */
  public static void isAgent(StateGraph<?> graph) {
    IS_AGENT.set(graph, true);
  }

  /** A run was asked for; whoever asked is its parent, wherever its stream is read. */
  public static void created(
      AsyncGenerator<?> generator, CompiledGraph<?> graph, RunnableConfig config) {
    Context parent = Context.current();
    OF_STREAM.set(generator, new GraphRun(parent, request(parent, graph, config)));
  }

  /** What the run's own generator is handed out as. */
  public static void wrapped(AsyncGenerator<?> stream, AsyncGenerator<?> first) {
    GraphRun run = OF_STREAM.get(first);
    if (run != null) {
      OF_STREAM.set(stream, run);
    }
  }

  static @Nullable GraphRun of(AsyncGenerator<?> stream) {
    return OF_STREAM.get(stream);
  }

  public static void cancelled(AsyncGenerator<?> stream) {
    GraphRun run = OF_STREAM.get(stream);
    GenAiCall open = run == null ? null : run.open();
    if (open != null) {
      open.cancel(null);
    }
  }

  private static GenAiRequest request(
      Context parent, CompiledGraph<?> graph, RunnableConfig config) {
    boolean agent = Boolean.TRUE.equals(IS_AGENT.get(graph.stateGraph));
    GenAiRequest request =
        new GenAiRequest(agent ? Operation.INVOKE_AGENT : Operation.INVOKE_WORKFLOW);
    request.set(
        agent ? GenAiAttributes.AGENT_NAME : GenAiAttributes.WORKFLOW_NAME, name(graph, config));
    String thread = config.threadId().orElse(null);
    if (thread != null && thread.contains(NESTED_THREAD)) {
      // The library's own invention for a nested graph: the run around it knows better.
      OpenCall outer = OpenCall.agentIn(parent);
      thread = outer == null ? thread : outer.requestValue(GenAiAttributes.CONVERSATION_ID);
    }
    return request.set(GenAiAttributes.CONVERSATION_ID, thread);
  }

  /** The graph's id or, of a nested one without, the node's; nothing else names a graph. */
  private static @Nullable String name(CompiledGraph<?> graph, RunnableConfig config) {
    Object id = OptionalGetter.get(graph.compileConfig, "graphId");
    if (id instanceof Optional<?> given && given.isPresent()) {
      return given.get().toString();
    }
    return OptionalGetter.field(config, "metadata") instanceof Map<?, ?> metadata
            && metadata.get(NODE_ID) instanceof String node
        ? node
        : null;
  }

  /**
   * The run as a call, started by the first to ask for it.
   *
   * @param stream what the application holds while the run goes on
   */
  synchronized GenAiCall callOf(AsyncGenerator<?> stream) {
    GenAiCall started = call;
    if (started == null) {
      started = GenAiCall.start(parent, Layer.FRAMEWORK, request);
      started.watch(stream);
      call = started;
    }
    return started;
  }

  private synchronized @Nullable GenAiCall open() {
    return call;
  }

  void ended() {
    GenAiCall open = open();
    if (open != null) {
      open.end(null);
    }
  }

  void failed(Throwable error) {
    GenAiCall open = open();
    if (open != null) {
      open.fail(thrownByNode(error), null);
    }
  }

  /** What a node threw, without what the library of whatever release put around it. */
  private static Throwable thrownByNode(Throwable error) {
    Throwable thrown = error;
    for (Throwable cause = thrown.getCause(); cause != null; cause = thrown.getCause()) {
      if (!(thrown instanceof CompletionException)
          && !(thrown instanceof ExecutionException)
          && !thrown.getClass().getName().equals(RUNNER_EXCEPTION)) {
        return thrown;
      }
      thrown = cause;
    }
    return thrown;
  }
}
