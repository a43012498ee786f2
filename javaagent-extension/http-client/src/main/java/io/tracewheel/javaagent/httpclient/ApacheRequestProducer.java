// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.Prefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/** A request body, watched while it is written; written anew for each try. */
final class ApacheRequestProducer implements AsyncRequestProducer {

  private final AsyncRequestProducer delegate;
  private final TappedCall tapped;
  private final Prefix written;

  ApacheRequestProducer(AsyncRequestProducer delegate, TappedCall tapped, int limit) {
    this.delegate = delegate;
    this.tapped = tapped;
    this.written = new Prefix(limit);
  }

  @Override
  public void sendRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    delegate.sendRequest(channel, context);
  }

  @Override
  public boolean isRepeatable() {
    return delegate.isRepeatable();
  }

  @Override
  public void failed(Exception cause) {
    delegate.failed(cause);
  }

  @Override
  public int available() {
    return delegate.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    delegate.produce(new Watched(channel));
  }

  @Override
  public void releaseResources() {
    delegate.releaseResources();
  }

  private final class Watched implements DataStreamChannel {
    private final DataStreamChannel channel;

    Watched(DataStreamChannel channel) {
      this.channel = channel;
    }

    @Override
    public void requestOutput() {
      channel.requestOutput();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      ByteBuffer taken = source.duplicate();
      int count = channel.write(source);
      try {
        taken.limit(taken.position() + Math.max(0, count));
        written.add(taken);
      } catch (RuntimeException | LinkageError ours) {
        written.leaveOut();
      }
      return count;
    }

    @Override
    public void endStream() throws IOException {
      whole();
      channel.endStream();
    }

    @Override
    public void endStream(List<? extends Header> trailers) throws IOException {
      whole();
      channel.endStream(trailers);
    }

    private void whole() {
      try {
        tapped.written(written);
      } catch (RuntimeException | LinkageError | StackOverflowError ours) {
        // The span then lacks what the body said.
      }
      written.clear();
    }
  }
}
