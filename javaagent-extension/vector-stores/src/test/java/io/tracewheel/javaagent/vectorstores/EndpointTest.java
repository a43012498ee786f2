// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import org.junit.jupiter.api.Test;

class EndpointTest {

  @Test
  void aChannelLeadsToItsAuthority() {
    ManagedChannel channel = ManagedChannelBuilder.forAddress("store.example", 6334).build();
    Endpoint endpoint = Endpoint.ofChannel(channel);
    channel.shutdownNow();

    assertThat(endpoint.host).isEqualTo("store.example");
    assertThat(endpoint.port).isEqualTo(6334);
  }

  @Test
  void aUrlNamesHostAndPortWhereItHasThem() {
    assertThat(Endpoint.ofUrl("http://127.0.0.1:8080/v1").host).isEqualTo("127.0.0.1");
    assertThat(Endpoint.ofUrl("http://[::1]:8080/v1").host).isEqualTo("[::1]");
    assertThat(Endpoint.ofUrl("https://store.example/v1").port).isEqualTo(-1);
  }

  @Test
  void whatIsNoAddressIsUnknownAndHarmless() {
    assertThat(Endpoint.ofUrl("not a url").host).isNull();
    assertThat(Endpoint.ofUrl(null).host).isNull();
    assertThat(Endpoint.ofChannel(new Object()).host).isNull();
    assertThat(Endpoint.ofChannel(null).host).isNull();
  }
}
