"""Which of Asterisk's modules are loaded; everything else is neither loaded nor kept on disk.

``autoload=no`` with this list starts in half the time of a full load, opens no ports nobody
asked for, and lets the private installation be pruned to what these files need.
"""

from typing import Final

_CORE: Final = (
    "pbx_config",
    "res_timing_timerfd",
    "res_crypto",
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_sorcery_astdb",
    "res_musiconhold",
    "res_mutestream",
    "res_curl",
    "func_curl",
    "func_callerid",
    "func_channel",
    "func_hangupcause",
    "func_jitterbuffer",
    "func_json",
    "func_logic",
    "func_math",
    "func_strings",
    "func_talkdetect",
    "func_timeout",
    "func_volume",
    "bridge_simple",
    "bridge_native_rtp",
    "bridge_softmix",
    "bridge_holding",
    "chan_bridge_media",
    "chan_rtp",
    "codec_a_mu",
    "codec_alaw",
    "codec_g722",
    "codec_gsm",
    "codec_opus_open_source",
    "codec_resample",
    "codec_ulaw",
    "format_gsm",
    "format_pcm",
    "format_sln",
    "format_wav",
)

_SIP: Final = (
    "res_pjproject",
    "res_pjsip",
    "res_pjsip_session",
    "res_pjsip_pubsub",
    "res_pjsip_acl",
    "res_pjsip_authenticator_digest",
    "res_pjsip_caller_id",
    "res_pjsip_dlg_options",
    "res_pjsip_dtmf_info",
    "res_pjsip_empty_info",
    "res_pjsip_endpoint_identifier_anonymous",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_header_funcs",
    "res_pjsip_logger",
    "res_pjsip_nat",
    "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_outbound_registration",
    "res_pjsip_path",
    "res_pjsip_refer",
    "res_pjsip_registrar",
    "res_pjsip_rfc3326",
    "res_pjsip_rfc3329",
    "res_pjsip_sdp_rtp",
    "res_pjsip_transport_websocket",
    "res_http_websocket",
    "res_websocket_client",
    "res_resolver_unbound",
    "res_rtp_asterisk",
    "res_rtp_multicast",
    "res_srtp",
    "res_format_attr_celt",
    "res_format_attr_opus",
    "chan_pjsip",
    "func_pjsip_aor",
    "func_pjsip_contact",
    "func_pjsip_endpoint",
)

_ARI: Final = (
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_device_state",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_ari",
    "res_ari_model",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_device_states",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_playbacks",
    "res_ari_recordings",
    "res_ari_sounds",
    "app_stasis",
)

_CARRIER: Final = (
    "app_dial",
    "app_echo",
    "app_milliwatt",
    "app_mixmonitor",
    "app_playback",
    "app_playtones",
    "app_read",
    "app_record",
    "app_senddtmf",
)

ENGINE_MODULES: Final = (*_CORE, *_SIP, *_ARI, "app_amd")
"""What the voice engine loads. Without ``res_websocket_client`` none of ARI loads at all;
without ``chan_bridge_media`` recording or playing into a bridge answers 500."""

CARRIER_MODULES: Final = (*_CORE, *_SIP, *_ARI, *_CARRIER)
"""What the test carrier loads: a dialplan, and ARI to have people call in."""

ALL_MODULES: Final = tuple(sorted({*ENGINE_MODULES, *CARRIER_MODULES}))
