// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.tracewheel.otlp.Signal;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * {@code grpc.health.v1.Health}, for the server as a whole and for each service of OTLP: probes of
 * Kubernetes and balancers ask {@code Check}, without credentials. {@code Watch} is not offered, as
 * streams of it would keep a stopping evaluator from being idle; who asks for it takes that as
 * healthy.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">Protocol</a>
 */
final class HealthCheck extends HealthGrpc.HealthImplBase {
  private final BooleanSupplier ready;

  HealthCheck(BooleanSupplier ready) {
    this.ready = ready;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
    String service = request.getService();
    if (!service.isEmpty()
        && Arrays.stream(Signal.values()).noneMatch(one -> one.grpcService().equals(service))) {
      answer.onError(
          Status.NOT_FOUND
              .withDescription("There is no such service here; an empty name asks for all.")
              .asException());
      return;
    }
    answer.onNext(
        HealthCheckResponse.newBuilder()
            .setStatus(ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
            .build());
    answer.onCompleted();
  }
}
