// SPDX-License-Identifier: Apache-2.0
/** The support desk of a web shop: an assistant with tools, policies and memory. */
@NullMarked
package com.example.support;

import org.jspecify.annotations.NullMarked;
