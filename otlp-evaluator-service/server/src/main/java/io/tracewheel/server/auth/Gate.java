// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.auth;

import io.tracewheel.server.pipeline.Refusal;
import io.tracewheel.server.pipeline.Refusal.Reason;
import io.tracewheel.server.pipeline.RefusedException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before its body is read: who sends it, and may that tenant send now.
 *
 * @param authenticator knows who may send
 * @param tenants know how much
 */
public record Gate(Authenticator authenticator, Tenants tenants) {
  private static final RefusedException UNKNOWN =
      new RefusedException(
          new Refusal(
              Reason.UNAUTHENTICATED,
              "The request carries no credentials that are known here; send them in the header"
                  + " authorization.",
              null));

  /**
   * Lets a request in.
   *
   * @param headers value of a header by its name in lower case; null where there is none
   * @return to be charged with what the request holds; null where nothing is limited
   * @throws RefusedException if nobody known sends it, or its tenant has sent too much
   */
  public Tenants.@Nullable Tenant enter(Function<String, @Nullable String> headers)
      throws RefusedException {
    String identity = null;
    if (authenticator.required()) {
      identity = authenticator.identity(headers.apply("authorization"));
      if (identity == null) {
        throw UNKNOWN;
      }
    }
    if (!tenants.limited()) {
      return null;
    }
    String header = tenants.header();
    return tenants.admit(identity, header == null ? null : headers.apply(header));
  }
}
