// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * The application's callback, if it has one; only by a callback newer releases tell of a cancel.
 */
final class ApacheCallback<T> implements FutureCallback<T> {

  private final @Nullable FutureCallback<T> delegate;
  private final ApacheAsyncTap tap;

  ApacheCallback(@Nullable FutureCallback<T> delegate, ApacheAsyncTap tap) {
    this.delegate = delegate;
    this.tap = tap;
  }

  @Override
  public void completed(T result) {
    if (delegate != null) {
      delegate.completed(result);
    }
  }

  @Override
  public void failed(Exception cause) {
    if (delegate != null) {
      delegate.failed(cause);
    }
  }

  @Override
  public void cancelled() {
    tap.cancelled();
    if (delegate != null) {
      delegate.cancelled();
    }
  }
}
