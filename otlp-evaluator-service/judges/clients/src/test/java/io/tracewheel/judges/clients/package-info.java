// SPDX-License-Identifier: Apache-2.0
/** Wire formats of providers, each spoken by a maintained library over our own HTTP. */
@NullMarked
package io.tracewheel.judges.clients;

import org.jspecify.annotations.NullMarked;
