import ArgumentParser

/// `retrieve model`: manages embedding models.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Download, list and describe models.",
        discussion: """
            Models are stored in Hugging Face's cache, which other tools share.

            ENVIRONMENT
              HF_TOKEN         access token, for models that require one
              HF_ENDPOINT      URL of the hub (default: https://huggingface.co)
              HF_HUB_CACHE     folder of the cache (default: $HF_HOME/hub)
              HF_HOME          folder of Hugging Face's data (default:
                               ~/.cache/huggingface)
              HF_HUB_OFFLINE   1 forbids network access
              https_proxy, no_proxy, SSL_CERT_FILE
                               proxy and certificates, as in other programs

            EXIT STATUS
              0  done
              1  no model to list
              2  something could not be read, written or reached
              64 invalid command line
            """,
        subcommands: [ModelPullCommand.self, ModelListCommand.self, ModelInfoCommand.self])
}
