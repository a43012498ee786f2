// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.tracewheel.otlp.Signal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes gRPC frames by hand, also such as no gRPC library would send. */
final class RawGrpcClient implements AutoCloseable {
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel connection;
  private final CompletableFuture<Void> goAway = new CompletableFuture<>();

  /** Status of the trailers; -1 if the stream was reset without any. */
  record Answer(int status, String message) {}

  RawGrpcClient(int port) {
    connection =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(Http2FrameCodecBuilder.forClient().build())
                        .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                        .addLast(
                            new ChannelInboundHandlerAdapter() {
                              @Override
                              public void channelRead(ChannelHandlerContext ctx, Object frame) {
                                if (frame instanceof Http2GoAwayFrame) {
                                  goAway.complete(null);
                                }
                                ReferenceCountUtil.release(frame);
                              }
                            });
                  }
                })
            .connect("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
  }

  /** Waits until the server says that the connection takes no more calls. */
  void awaitGoAway() throws Exception {
    goAway.get(20, TimeUnit.SECONDS);
  }

  /** One message whose frame declares a length that need not be that of the body. */
  Answer call(
      Signal signal, @Nullable String encoding, boolean compressed, int declared, byte[] body)
      throws Exception {
    return exchange(signal, encoding, frame(compressed, declared, body), true);
  }

  /** Sends a part of a message and then nothing. */
  Answer callAndStall(Signal signal, int declared, byte[] part) throws Exception {
    return exchange(signal, null, frame(false, declared, part), false);
  }

  Answer callWithoutMessage(Signal signal) throws Exception {
    return exchange(signal, null, Unpooled.EMPTY_BUFFER, true);
  }

  Answer callWithTwoMessages(Signal signal, byte[] body) throws Exception {
    return exchange(
        signal,
        null,
        Unpooled.wrappedBuffer(frame(false, body.length, body), frame(false, body.length, body)),
        true);
  }

  private static ByteBuf frame(boolean compressed, int declared, byte[] body) {
    return Unpooled.buffer(5 + body.length)
        .writeByte(compressed ? 1 : 0)
        .writeInt(declared)
        .writeBytes(body);
  }

  private Answer exchange(Signal signal, @Nullable String encoding, ByteBuf data, boolean end)
      throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Http2StreamChannel stream =
        new Http2StreamChannelBootstrap(connection)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object frame) {
                    if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
                      answer.complete(answer(headers.headers()));
                    } else if (frame instanceof Http2ResetFrame) {
                      answer.complete(new Answer(-1, "reset " + frame));
                    }
                    ReferenceCountUtil.release(frame);
                  }

                  @Override
                  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    if (event instanceof Http2ResetFrame) {
                      answer.complete(new Answer(-1, "reset " + event));
                    }
                  }

                  @Override
                  public void channelInactive(ChannelHandlerContext ctx) {
                    answer.complete(new Answer(-1, "closed"));
                  }
                })
            .open()
            .sync()
            .getNow();
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .authority("localhost")
            .path("/" + signal.grpcMethod())
            .set("content-type", "application/grpc")
            .set("te", "trailers");
    if (encoding != null) {
      headers.set("grpc-encoding", encoding);
    }
    stream.write(new DefaultHttp2HeadersFrame(headers, false));
    stream.writeAndFlush(new DefaultHttp2DataFrame(data, end));
    return answer.get(20, TimeUnit.SECONDS);
  }

  private static Answer answer(Http2Headers headers) {
    CharSequence message = headers.get("grpc-message");
    return new Answer(
        Integer.parseInt(headers.get("grpc-status").toString()),
        message == null ? "" : message.toString());
  }

  @Override
  public void close() {
    connection.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
