package dev.hushkey.cli.provision;

/**
 * The service account with which Hushkey's pods log in.
 *
 * @param mount where Vault's Kubernetes method is mounted
 * @param namespace of the pods
 * @param name of the service account
 * @param audience for whom its token has to be made
 */
public record KubernetesAccount(String mount, String namespace, String name, String audience) {}
