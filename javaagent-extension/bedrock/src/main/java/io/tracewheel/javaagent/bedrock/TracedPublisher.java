// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;

/** The events of an answer, each told to the call before the application gets it. */
final class TracedPublisher<T> implements SdkPublisher<T> {

  private final SdkPublisher<T> source;
  private final AwsCall call;

  TracedPublisher(SdkPublisher<T> source, AwsCall call) {
    this.source = source;
    this.call = call;
  }

  @Override
  public void subscribe(Subscriber<? super T> subscriber) {
    source.subscribe(new TracedSubscriber<>(subscriber, call));
  }

  private static final class TracedSubscriber<T> implements Subscriber<T> {
    private final Subscriber<? super T> subscriber;
    private final AwsCall call;

    TracedSubscriber(Subscriber<? super T> subscriber, AwsCall call) {
      this.subscriber = subscriber;
      this.call = call;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      call.outside(() -> subscriber.onSubscribe(new TracedSubscription(subscription, call)));
    }

    @Override
    public void onNext(T event) {
      call.eventReceived(event);
      try {
        call.outside(() -> subscriber.onNext(event));
      } catch (RuntimeException | Error own) {
        call.cancelled(); // what the application throws is no failure of the model
        throw own;
      }
    }

    @Override
    public void onError(Throwable error) {
      call.outside(() -> subscriber.onError(error));
    }

    @Override
    public void onComplete() {
      call.outside(subscriber::onComplete);
    }
  }

  private static final class TracedSubscription implements Subscription {
    private final Subscription subscription;
    private final AwsCall call;

    TracedSubscription(Subscription subscription, AwsCall call) {
      this.subscription = subscription;
      this.call = call;
    }

    @Override
    public void request(long n) {
      subscription.request(n);
    }

    @Override
    public void cancel() {
      call.cancelled();
      subscription.cancel();
    }
  }
}
