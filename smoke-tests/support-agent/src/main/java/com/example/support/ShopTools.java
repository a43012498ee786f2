// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.Map;

/** What the assistant can do in the shop. */
public final class ShopTools {
  private static final Map<String, String> ORDERS =
      Map.of(
          "4711",
              "{\"orderId\":\"4711\",\"item\":\"lamp\",\"paidCents\":4900,\"parcelId\":\"LU-1\"}",
          "4712",
              "{\"orderId\":\"4712\",\"item\":\"chair\",\"paidCents\":12900,\"parcelId\":\"LU-2\"}",
          "4713",
              "{\"orderId\":\"4713\",\"item\":\"desk\",\"paidCents\":34900,\"parcelId\":\"LU-3\"}");

  /** Made for one conversation or many: it keeps nothing. */
  public ShopTools() {}

  /** Why money goes back. */
  public enum Reason {
    DAMAGED,
    WRONG_ITEM,
    NOT_WANTED
  }

  /** The order as the shop's database has it. */
  @Tool("Looks up an order")
  public String findOrder(@P("number of the order") String orderId) {
    String order = ORDERS.get(orderId);
    return order == null ? "{\"found\":false}" : order;
  }

  /** Books a refund. */
  @Tool("Pays money back to the customer")
  public String refundOrder(
      @P("number of the order") String orderId,
      @P("why") Reason reason,
      @P("amount in cents") int amountCents) {
    return "{\"refunded\":"
        + amountCents
        + ",\"orderId\":\""
        + orderId
        + "\",\"reason\":\""
        + reason
        + "\"}";
  }

  /** Asks the carrier, whose service is out of order. */
  @Tool("Asks the carrier where a parcel is")
  public String trackParcel(@P("id of the parcel") String parcelId) {
    throw new IllegalStateException("carrier service unavailable, parcel " + parcelId);
  }
}
