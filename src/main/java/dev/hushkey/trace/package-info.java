/**
 * OpenTelemetry traces, off until a collector is configured. The only room that makes spans, and a
 * span has no place for what a caller sends (docs/adr/0080-spans-of-our-own.md).
 */
package dev.hushkey.trace;
