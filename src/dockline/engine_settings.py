"""The server's settings as the Asterisk engine's."""

from dockline.adapters.asterisk.settings import AsteriskSettings, Trunk
from dockline.settings import Layout, Settings


def asterisk_settings(
    settings: Settings, layout: Layout, carrier: Trunk | None = None
) -> AsteriskSettings:
    """The engine's settings; ``carrier`` takes the place of the trunk."""
    engine, line = settings.engine, settings.engine.trunk
    trunk = carrier
    if trunk is None and line.host:
        trunk = Trunk(
            host=line.host,
            port=line.port,
            username=line.username or None,
            password=line.password or None,
            register=line.register,
            caller_id=line.caller_id,
            prefix=line.prefix,
            max_calls_in_setup=line.calls_in_setup,
            calls_per_second=line.calls_per_second,
        )
    return AsteriskSettings(
        folder=layout.engine,
        recordings=layout.recordings,
        messages=layout.messages,
        trunk=trunk,
        place=engine.place,
        system=engine.use_system,
        music=engine.music,
        run_user=engine.run_user or None,
        keep_running=settings.keep_engine,
        sip_address="127.0.0.1" if carrier is not None else engine.sip_address,
        sip_port=engine.sip_port,
        rtp_start=engine.rtp_first,
        rtp_end=engine.rtp_last,
        external_address=engine.external_address or None,
        stun_server=engine.stun_server or None,
    )
