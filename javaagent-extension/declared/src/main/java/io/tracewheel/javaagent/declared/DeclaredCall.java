// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.OpenCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One call of a declared method, from the thread that makes it. */
public final class DeclaredCall {

  private final Site site;
  private final GenAiCall call;
  private final @Nullable Object self;
  private final Object[] arguments;
  private final boolean adopted;

  private DeclaredCall(
      Site site, GenAiCall call, @Nullable Object self, Object[] arguments, boolean adopted) {
    this.site = site;
    this.call = call;
    this.self = self;
    this.arguments = arguments;
    this.adopted = adopted;
  }

  /**
   * Starts and attaches a call on this thread.
   *
   * @param signature name and descriptor of the method
   * @return {@code null} if the method is not declared after all, or if the operation has a span
   *     already: an overload that calls another, a method that calls that of its super class, a
   *     framework's span of the same tool
   */
  public static @Nullable DeclaredCall start(
      Class<?> type, String signature, @Nullable Object self, Object[] arguments) {
    Site site = Sites.of(type, signature);
    if (site == null) {
      return null;
    }
    Kind kind = site.spec.kind;
    String name = site.name(self, arguments);
    OpenCall open = OpenCall.openIn(Context.current());
    if (open != null && open.isOpen(kind.operation, kind.name, name)) {
      return null;
    }
    GenAiRequest request = new GenAiRequest(kind.operation).set(kind.name, name);
    request.identity("declared\n" + name);
    if (kind == Kind.TOOL) {
      request.set(GenAiAttributes.TOOL_TYPE, "function");
      request.set(GenAiAttributes.TOOL_DESCRIPTION, site.spec.description);
    } else if (kind == Kind.AGENT) {
      request.set(GenAiAttributes.AGENT_DESCRIPTION, site.spec.description);
    }
    ValuePath conversation = site.spec.conversation;
    if (conversation != null) {
      Object id = conversation.read(self, arguments, site.parameters, null);
      request.set(GenAiAttributes.CONVERSATION_ID, NamePattern.simple(id));
    }
    if (GenAiTelemetry.get().capturesContent()) {
      addInput(request, site, self, arguments);
    }
    Span upstream = site.annotatedWithSpan ? UpstreamSpan.current(site) : null;
    if (upstream != null) {
      request.adopt(upstream);
    }
    GenAiCall call = GenAiCall.start(Layer.FRAMEWORK, request).attach();
    return new DeclaredCall(site, call, self, arguments, upstream != null);
  }

  private static void addInput(
      GenAiRequest request, Site site, @Nullable Object self, Object[] arguments) {
    ValuePath path = site.spec.input;
    if (path != null && path.isNone()) {
      return;
    }
    Kind kind = site.spec.kind;
    Object input;
    if (path != null) {
      input = path.read(self, arguments, site.parameters, null);
    } else if (arguments.length == 1 && kind != Kind.TOOL) {
      input = arguments[0];
    } else {
      Map<String, @Nullable Object> named = new LinkedHashMap<>();
      for (int i = 0; i < arguments.length; i++) {
        named.put(site.parameters.isEmpty() ? "arg" + i : site.parameters.get(i), arguments[i]);
      }
      input = named;
    }
    Object tree = tree(input);
    switch (kind) {
      case TOOL:
        request.content(Content.TOOL_ARGUMENTS, parsed(tree));
        break;
      case RETRIEVAL:
        request.content(Content.RETRIEVAL_QUERY, tree);
        break;
      default:
        if (tree != null) {
          request.content(
              Content.INPUT_MESSAGES, Messages.listOf(Messages.message("user", text(tree))));
        }
    }
  }

  /**
   * The method returned or threw, on the thread that called it.
   *
   * @return what the application gets: its own object, but for a future whose span is upstream's,
   *     which upstream would replace anyhow
   */
  public @Nullable Object end(@Nullable Object result, @Nullable Throwable error) {
    call.detach();
    if (error != null) {
      call.fail(error, null);
      return result;
    }
    if (!(result instanceof CompletionStage)) {
      call.end(response(result));
      return result;
    }
    CompletionStage<?> later = (CompletionStage<?>) result;
    // Upstream's callback ends the span: ours has to come first.
    return adopted ? replaced(later) : watched(later);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback does not throw
  private CompletionStage<?> watched(CompletionStage<?> later) {
    later.whenComplete(this::completed);
    return later;
  }

  private <T> CompletionStage<T> replaced(CompletionStage<T> later) {
    if (later instanceof CompletableFuture && ((CompletableFuture<T>) later).isDone()) {
      watched(later);
      return later;
    }
    return later.getClass() == CompletableFuture.class
        ? later.whenComplete(this::completed)
        : (CompletionStage<T>) watched(later);
  }

  private void completed(@Nullable Object result, @Nullable Throwable error) {
    if (error != null) {
      call.fail(error, null);
    } else {
      call.end(response(result));
    }
  }

  private GenAiResponse response(@Nullable Object result) {
    GenAiResponse response = new GenAiResponse();
    ValuePath path = site.spec.output;
    if (!GenAiTelemetry.get().capturesContent() || (path != null && path.isNone())) {
      return response;
    }
    Object output = path == null ? result : path.read(self, arguments, site.parameters, result);
    Object tree = tree(output);
    if (tree == null) {
      return response;
    }
    switch (site.spec.kind) {
      case TOOL:
        return response.content(Content.TOOL_RESULT, parsed(tree));
      case RETRIEVAL:
        return response.content(Content.RETRIEVAL_DOCUMENTS, documents(tree));
      default:
        return response.content(
            Content.OUTPUT_MESSAGES, Messages.listOf(Messages.message("assistant", text(tree))));
    }
  }

  private static @Nullable Object tree(@Nullable Object value) {
    return Trees.of(value, GenAiTelemetry.get().maxContentLength());
  }

  /** Arguments and results that are a text of JSON already. */
  private static @Nullable Object parsed(@Nullable Object tree) {
    return tree instanceof String && ((String) tree).length() <= Trees.LONGEST_PARSED
        ? Json.parseOrText((String) tree)
        : tree;
  }

  private static String text(Object tree) {
    return tree instanceof String ? (String) tree : Json.write(tree);
  }

  private static List<Object> documents(Object tree) {
    List<Object> documents = new ArrayList<>();
    for (Object document :
        tree instanceof Collection ? (Collection<?>) tree : Messages.listOf(tree)) {
      if (document instanceof Map) {
        documents.add(document);
      } else if (document != null) {
        Map<String, Object> wrapped = new LinkedHashMap<>();
        wrapped.put("content", document);
        documents.add(wrapped);
      }
    }
    return documents;
  }
}
