// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the application cancels a stream. After that LangChain4j calls no handler any more, so
 * the handle that comes with each chunk, in versions that have one, is the only place to see it.
 */
final class CancelWatch {

  private static final String HANDLE = "dev.langchain4j.model.chat.response.StreamingHandle";

  private CancelWatch() {}

  /**
   * A context object like the given one whose streaming handle tells of {@code cancel}; the given
   * one if it has no handle.
   */
  static @Nullable Object watch(@Nullable Object context, ChatStream stream) {
    Object handle = OptionalGetter.get(context, "streamingHandle");
    if (context == null || handle == null) {
      return context;
    }
    try {
      Class<?> type = Class.forName(HANDLE, false, context.getClass().getClassLoader());
      Object watched =
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                if (method.getName().equals("cancel")) {
                  stream.cancelled();
                }
                try {
                  return method.invoke(handle, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause() == null ? thrown : thrown.getCause();
                }
              });
      return context.getClass().getConstructor(type).newInstance(watched);
    } catch (ReflectiveOperationException | RuntimeException unlike) {
      return context;
    }
  }
}
