// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Sees every callback of a streamed answer before the application's handler does. */
final class ChatStreamHandler implements InvocationHandler {

  private final ChatStream stream;
  private final StreamingChatResponseHandler handler;
  private volatile @Nullable Throwable thrownByApplication;

  ChatStreamHandler(ChatStream stream, StreamingChatResponseHandler handler) {
    this.stream = stream;
    this.handler = handler;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] passed = arguments == null ? new Object[0] : arguments;
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(method, passed);
    }
    report(method.getName(), passed);
    try (Scope ignored = stream.caller().makeCurrent()) {
      return method.invoke(handler, passed);
    } catch (InvocationTargetException thrown) {
      Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
      thrownByApplication = cause;
      throw cause;
    }
  }

  private @Nullable Object ofObject(Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "equals":
        return arguments.length == 1 && isThis(arguments[0]);
      case "hashCode":
        return System.identityHashCode(handler);
      default:
        return handler.toString();
    }
  }

  private boolean isThis(@Nullable Object other) {
    return other != null
        && java.lang.reflect.Proxy.isProxyClass(other.getClass())
        && java.lang.reflect.Proxy.getInvocationHandler(other) == this;
  }

  /** Never throws: the application's handler must be called whatever happens here. */
  private void report(String callback, Object[] arguments) {
    try {
      switch (callback) {
        case "onCompleteResponse":
          stream.completed((ChatResponse) arguments[0]);
          break;
        case "onError":
          // LangChain4j hands the application's own exceptions back to it and goes on.
          if (arguments[0] != thrownByApplication) {
            stream.failed((Throwable) arguments[0]);
          }
          break;
        case "onUnmappedRawEvent":
          break; // not a piece of the answer
        default:
          stream.chunk(text(callback, arguments[0]));
          if (arguments.length > 1) {
            arguments[1] = CancelWatch.watch(arguments[1], stream);
          }
      }
    } catch (RuntimeException | LinkageError unexpected) {
      // The span lacks something; the application lacks nothing.
    }
  }

  private static @Nullable String text(String callback, @Nullable Object piece) {
    if (!callback.equals("onPartialResponse")) {
      return null;
    }
    return piece instanceof String text ? text : OptionalGetter.text(piece, "text");
  }
}
