// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.opentelemetry.context.Scope;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A callback of Apache's HTTP client that ends a search and then calls the application's. A proxy,
 * because releases of Weaviate's client that have no async searches lack the interface.
 */
public final class SearchCallback implements InvocationHandler {

  static final String TYPE = "org.apache.hc.core5.concurrent.FutureCallback";

  private final VectorSearch search;
  private final @Nullable Object original;

  private SearchCallback(VectorSearch search, @Nullable Object original) {
    this.search = search;
    this.original = original;
  }

  /** Starts a search: itself and the callback to use; {@code null} if nothing is searched. */
  public static Object @Nullable [] before(Object get, @Nullable Object original) {
    Class<?> type;
    try {
      type = Class.forName(TYPE, false, get.getClass().getClassLoader());
    } catch (ClassNotFoundException other) {
      return null;
    }
    VectorSearch search = WeaviateSearches.start(get);
    if (search == null) {
      return null;
    }
    Object callback =
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new SearchCallback(search, original));
    return new Object[] {search, callback};
  }

  /** The method returned; unless it threw, the callback will tell of the end. */
  public static void requested(Object @Nullable [] entered, @Nullable Throwable thrown) {
    if (entered == null) {
      return;
    }
    VectorSearch search = (VectorSearch) entered[0];
    search.call().detach();
    if (thrown != null) {
      search.failed(thrown);
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.getName().equals("equals") && arguments != null
          ? (Object) (proxy == arguments[0])
          : method.invoke(this, arguments);
    }
    tell(method.getName(), arguments);
    if (original == null) {
      return null;
    }
    // What follows comes after the search and is no part of it.
    try (Scope ignored = search.call().parent().makeCurrent()) {
      return method.invoke(original, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  private void tell(String end, Object @Nullable [] arguments) {
    Object told = arguments == null || arguments.length == 0 ? null : arguments[0];
    switch (end) {
      case "completed":
        search.ended(told, null);
        break;
      case "failed":
        search.failed(
            told instanceof Throwable ? (Throwable) told : new IllegalStateException("failed"));
        break;
      case "cancelled":
        search.failed(new CancellationException());
        break;
      default:
    }
  }
}
